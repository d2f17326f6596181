import Accounts
import Application
import Foundation
import Ledger
import Primitives
import XCTest

extension AnswerRenderer {
    /// Writes everything that an invoice says.
    static let everything = AnswerRenderer(describe)
}

/// Everything that an invoice says and its revision, in a form that no two different invoices share.
@Sendable func describe(_ invoice: Invoice) -> [UInt8] {
    let fields = InvoiceField.allCases.map { "\($0.name)=\(String(reflecting: $0.value(in: invoice)))" }
    let items = invoice.items.map {
        "\(String(reflecting: $0.description))~\($0.quantity.text)~\($0.unitPrice.text)~\($0.amount.text)"
    }
    return Array((["\(invoice.revision)"] + fields + items).joined(separator: "|").utf8)
}

func registration(_ name: String, email: String? = nil, fullName: String? = nil) throws -> Registration {
    try Registration(
        email: .text(email ?? "\(name)@example.com"), username: .text(name),
        fullName: fullName.map { .text($0) } ?? .absent, password: .text("a good password"))
}

func draft(
    _ name: String = "Acme Corp", email: String? = nil, address: String? = nil, due: String? = nil,
    notes: String? = nil, items: [(String, quantity: String, price: String)] = [("Work", "1", "10.00")]
) throws -> InvoiceDraft {
    var input = InvoiceInput()
    input[.customerName] = .text(name)
    for (field, text) in [
        (InvoiceField.customerEmail, email), (.customerAddress, address), (.dueDate, due), (.notes, notes),
    ] {
        if let text { input[field] = .text(text) }
    }
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

/// An invoice that has every member, each of them as awkward as it may be.
func awkwardDraft() throws -> InvoiceDraft {
    try draft(
        "Müller GmbH", email: "Info@Müller.example", address: "1 Main Street\n\"Berlin\"", due: "2024-02-29",
        notes: "'; DROP TABLE invoices; -- \\ \u{FFFD}\u{202E}e\u{301}",
        items: [("Consulting", "2", "50.00"), ("½ day 😀", "0.3333", "0.0001"), ("Free", "1000000", "0")])
}

extension InvoiceField {
    /// Another value than any that a sample has; nil for what a change does not set.
    var otherValue: FieldValue? {
        switch kind {
        case .id, .number, .dateCreated, .items: nil
        case .total: .money(Money(cents: 77))
        case .status: .status(.cancelled)
        case .date: .date(CalendarDate(daysSince1970: 77))
        case .text, .optionalText: .text("Another \u{E9} text")
        case .email: .text("another@example.com")
        }
    }

    /// Whether the field may be without a value.
    var isOptional: Bool {
        switch kind {
        case .date, .optionalText, .email: true
        case .id, .number, .dateCreated, .total, .status, .text, .items: false
        }
    }
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

    mutating func one(in count: Int) -> Bool {
        Int.random(in: 0..<count, using: &self) == 0
    }

    mutating func day(from first: Int, days: Int) -> CalendarDate {
        CalendarDate(daysSince1970: first + .random(in: 0..<days, using: &self))
    }
}

/// Runs `body` so many times, each on a thread of its own, and returns when all have ended. It must not throw.
func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        Thread.detachNewThread {
            do { try body(index) } catch { XCTFail("\(error)") }
            group.leave()
        }
    }
    group.wait()
}

/// Asserts that `body` throws just that.
func assertThrows<Value>(
    _ expected: DomainError, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Value
) {
    XCTAssertThrowsError(try body(), file: file, line: line) {
        XCTAssertEqual($0 as? DomainError, expected, file: file, line: line)
    }
}
