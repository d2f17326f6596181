import Accounts
import Dispatch
import Foundation
import Invoicing
import Synchronization
import XCTest

@testable import Store

/// A folder of a test's own, removed with it.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var database: String { path("invoices.db") }

    func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: url.appendingPathComponent(name))
    }

    func copy(_ names: [String], to other: TemporaryFolder) throws {
        for name in names {
            try FileManager.default.copyItem(
                at: url.appendingPathComponent(name), to: other.url.appendingPathComponent(name))
        }
    }
}

extension SQLiteStore {
    convenience init(
        in folder: TemporaryFolder, _ adjust: (inout Options) -> Void = { _ in }
    ) throws {
        var options = Options()
        adjust(&options)
        try self.init(path: folder.database, options: options, snapshot: testSnapshot)
    }

    func register(_ name: String) throws -> User {
        try create(try registration(name), passwordHash: "$2b$04$hash-of-\(name)", at: Timestamp(seconds: 0))
    }

    @discardableResult
    func create(
        _ draft: InvoiceDraft, by actor: Actor, at seconds: Int64 = 0, claim: IdempotencyClaim? = nil
    ) throws -> InvoiceCreated {
        let moment = Timestamp(seconds: seconds)
        return try create(draft, by: actor, at: moment, claim: claim) { InvoiceNumber(at: moment, random: randomBytes) }
    }

    func all(_ query: InvoiceQuery, in ledger: Int64) throws -> [Invoice] {
        let listing = try list(query, in: ledger)
        var invoices: [Invoice] = []
        XCTAssertTrue(
            try listing.read {
                invoices.append($0)
                return true
            })
        return invoices
    }

    /// All ids, page by page along the cursor.
    func walk(_ query: InvoiceQuery, in ledger: Int64, between pages: (Int) throws -> Void = { _ in }) throws -> [Int64]
    {
        var query = query
        var ids: [Int64] = []
        for page in 0... {
            let listing = try list(query, in: ledger)
            _ = try listing.read {
                ids.append($0.id)
                return true
            }
            guard let next = try listing.end().next else { break }
            query.start = .after(next)
            try pages(page)
        }
        return ids
    }
}

/// Everything that an invoice says, in a form that no two different invoices share.
@Sendable func testSnapshot(_ invoice: Invoice) -> [UInt8] {
    let items = invoice.items.map { "\($0.description)~\($0.quantity.text)~\($0.unitPrice.text)~\($0.amount.text)" }
    let parts = [
        "\(invoice.id)", invoice.number.text, invoice.dateCreated.text, invoice.dueDate?.text ?? "-",
        invoice.total.text, invoice.status.rawValue, invoice.customerName, invoice.customerEmail ?? "-",
        invoice.customerAddress ?? "-", invoice.notes ?? "-", items.joined(separator: "^"),
    ]
    return Array(parts.joined(separator: "|").utf8)
}

func registration(_ name: String) throws -> Registration {
    try Registration(
        email: .text("\(name)@example.com"), username: .text(name), fullName: .absent,
        password: .text("a good password"))
}

func draft(
    _ name: String = "Acme Corp", email: String? = nil, address: String? = nil, due: String? = nil,
    notes: String? = nil, items: [(String, quantity: String, price: String)] = [("Work", "1", "10.00")]
) throws -> InvoiceDraft {
    func typed(_ text: String?) -> TypedValue { text.map { .text($0) } ?? .absent }
    var input = InvoiceInput()
    input.customerName = .text(name)
    input.customerEmail = typed(email)
    input.customerAddress = typed(address)
    input.dueDate = typed(due)
    input.notes = typed(notes)
    input.items = .list(
        items.map { item in
            var line = LineInput()
            line.description = .text(item.0)
            line.quantity = .text(item.quantity)
            line.unitPrice = .text(item.price)
            return .line(line)
        })
    return try InvoiceDraft(input)
}

func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in .random(in: 0...255) }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Runs `body` so many times, each on a thread of its own, and returns when all have ended.
func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        Thread.detachNewThread {
            body(index)
            group.leave()
        }
    }
    group.wait()
}

/// Asserts that `body` throws just that.
func assertThrows<Failure: Error & Equatable, Value>(
    _ expected: Failure, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Value
) {
    XCTAssertThrowsError(try body(), file: file, line: line) {
        XCTAssertEqual($0 as? Failure, expected, file: file, line: line)
    }
}
