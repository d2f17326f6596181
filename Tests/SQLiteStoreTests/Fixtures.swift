import Accounts
import Application
import DatabaseFiles
import Dispatch
import Foundation
import Ledger
import Primitives
import SQLiteStore
import Synchronization
import XCTest

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

/// The store of a database in the folder, made as need be.
func openStore(
    in folder: TemporaryFolder, _ adjust: (inout OpenDatabase.Options) -> Void = { _ in }
) throws -> SQLiteStore {
    try openStore(at: folder.database, adjust)
}

func openStore(
    at path: String, renderer: AnswerRenderer = testRenderer, _ adjust: (inout OpenDatabase.Options) -> Void = { _ in }
) throws -> SQLiteStore {
    var options = OpenDatabase.Options()
    adjust(&options)
    return try OpenDatabase.open(path: path, options: options, renderer: renderer, legacyAnswer: testLegacyAnswer).store
}

func openForReading(in folder: TemporaryFolder) throws -> SQLiteStore {
    try OpenDatabase.openForReading(path: folder.database, renderer: testRenderer).store
}

extension User {
    var actor: Actor { Actor(self, means: .accessToken) }
}

extension Actor {
    init(user: Int64, ledger: Int64) {
        self.init(user: user, ledger: ledger, means: .accessToken)
    }
}

func clock(at seconds: Int64) -> Clock {
    Clock(now: { Timestamp(seconds: seconds) }, ticks: { 0 })
}

/// The use cases with what tests do not care for filled in.
extension SQLiteStore {
    func register(_ name: String) throws -> User {
        try Register(store: self, passwords: PlainPasswords(), clock: clock(at: 0)).perform(registration(name))
    }

    @discardableResult
    func create(_ draft: InvoiceDraft, by actor: Actor, at seconds: Int64 = 0) throws -> Invoice {
        let creation = CreateInvoice(store: self, clock: clock(at: seconds), random: RandomSource(bytes: randomBytes))
        guard
            case .done(let invoice) = try creation.perform(
                .success(draft), by: actor, claim: nil, answer: { _ in [] })
        else { throw DomainError.failed }
        return invoice
    }

    /// Under a number that the test names.
    @discardableResult
    func create(
        _ draft: InvoiceDraft, by actor: Actor, at seconds: Int64 = 0, numbered number: String
    ) throws -> Invoice {
        try perform("create numbered") { unit in
            let moment = Timestamp(seconds: seconds)
            let invoice = draft.invoice(
                id: try unit.nextInvoiceID(), number: InvoiceNumber(stored: number), at: moment)
            try unit.insert(invoice, in: actor.ledger)
            try unit.append(
                InvoiceChange(
                    invoice: invoice.id, revision: 1, moment: moment, user: actor.user, event: .created(invoice)),
                in: actor.ledger)
            return invoice
        }
    }

    @discardableResult
    func change(
        _ id: Int64, by actor: Actor, at seconds: Int64 = 0, _ adjust: (inout Invoice) -> Void
    ) throws -> Invoice {
        try ChangeInvoice(store: self, clock: clock(at: seconds)).perform(id, by: actor) { current in
            var invoice = current
            adjust(&invoice)
            return invoice
        }
    }

    func delete(_ id: Int64, by actor: Actor, at seconds: Int64 = 0) throws {
        try DeleteInvoice(store: self, clock: clock(at: seconds)).perform(id, by: actor)
    }

    func summary(of ledger: Int64, on day: CalendarDate) throws -> LedgerSummary {
        try ReadLedger(reader: self, clock: clock(at: day.start.seconds))
            .overview(for: Actor(user: 0, ledger: ledger), recent: 0).summary
    }

    func signOutEverywhere(_ user: Int64) throws {
        try SignOutEverywhere(store: self).perform(user)
    }

    func openSession(_ digest: [UInt8], of user: User, at moment: Timestamp) throws {
        try perform("open session") {
            try $0.insertSession(Session(user: user, created: moment, lastUsed: moment), digest: digest)
        }
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

    func allAnswers(_ query: InvoiceQuery = InvoiceQuery(), in ledger: Int64) throws -> [[UInt8]] {
        let listing = try listAnswers(query, in: ledger)
        var answers: [[UInt8]] = []
        XCTAssertTrue(
            try listing.read {
                answers.append(Array($0))
                return true
            })
        return answers
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

/// Hashes that say their password.
struct PlainPasswords: PasswordHashing {
    func hash(_ password: Password) -> String? { "plain:\(password.text)" }
    func verify(_ typed: String, against hash: String?) -> Bool { hash == "plain:\(typed)" }
}

let testRenderer = AnswerRenderer { testAnswer($0) }

let testLegacyAnswer: MigrationContext.LegacyAnswer = { key, invoice in
    Array("\(key), revision \(invoice.revision): ".utf8) + testAnswer(invoice)
}

/// Everything that an invoice says, in a form that no two different invoices share.
@Sendable func testAnswer(_ invoice: Invoice) -> [UInt8] {
    let fields = InvoiceField.allCases.map { field in
        field.value(in: invoice).map { "\(field.name)=\($0)" } ?? "-"
    }
    let items = invoice.items.map { "\($0.description)~\($0.quantity.text)~\($0.unitPrice.text)~\($0.amount.text)" }
    return Array((fields + items).joined(separator: "|").utf8)
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
    input[.customerName] = .text(name)
    input[.customerEmail] = typed(email)
    input[.customerAddress] = typed(address)
    input[.dueDate] = typed(due)
    input[.notes] = typed(notes)
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

@Sendable func randomBytes(_ count: Int) -> [UInt8] {
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
