import Accounts
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// Pages whose statements are at hand.
final class PageCacheTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder) { $0.readers = 1 }
        alice = try store.register("alice")
        for name in ["A", "B", "C"] {
            try store.create(
                try draft(name, email: name == "B" ? "b@b.example" : nil, due: name == "C" ? "2024-01-01" : nil),
                by: alice.actor)
        }
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func names(of user: User, _ change: (inout InvoiceQuery) -> Void = { _ in }) throws -> [String] {
        var query = InvoiceQuery()
        query.fields = InvoiceFields(.customerName)
        change(&query)
        var names: [String] = []
        _ = try store.list(query, in: user.ledger).readRows { row in
            row.withText(.customerName) { names.append(String(decoding: $0!, as: UTF8.self)) }
            return true
        }
        return names
    }

    func testPagesOfOneListAreToldApart() throws {
        for _ in 1...2 {
            XCTAssertEqual(try names(of: alice), ["C", "B", "A"])
            XCTAssertEqual(try names(of: alice) { $0.limit = 2 }, ["C", "B"])
            XCTAssertEqual(try names(of: alice) { $0.start = .skip(1) }, ["B", "A"])
            XCTAssertEqual(try names(of: alice) { $0.sortOrder = .ascending }, ["A", "B", "C"])
            XCTAssertEqual(try names(of: alice) { $0.customerName = FoldedText("b") }, ["B"])
            XCTAssertEqual(try names(of: alice) { $0.customerName = FoldedText("c") }, ["C"])
        }
    }

    func testLedgersAreToldApart() throws {
        let bert = try store.register("bert")
        for _ in 1...2 {
            XCTAssertEqual(try names(of: alice), ["C", "B", "A"])
            XCTAssertEqual(try names(of: bert), [])
        }
    }

    func testMorePagesThanAreKeptAreRead() throws {
        for limit in 1...300 { XCTAssertEqual(try names(of: alice) { $0.limit = limit }.first, "C") }
    }

    func testARowGivesEveryFieldAsTheInvoiceHasIt() throws {
        var query = InvoiceQuery()
        query.fields = .summary
        var invoices: [Invoice] = []
        _ = try store.list(query, in: alice.ledger).read {
            invoices.append($0)
            return true
        }
        var place = 0
        _ = try store.list(query, in: alice.ledger).readRows { row in
            let invoice = invoices[place]
            place += 1
            for field in InvoiceField.allCases where field != .items {
                XCTAssertEqual(row.value(field), field.value(in: invoice), field.name)
                switch field.kind {
                case .number, .text, .optionalText, .email:
                    row.withText(field) { text in
                        XCTAssertEqual(
                            text.map { .text(String(decoding: $0, as: UTF8.self)) }, field.value(in: invoice),
                            field.name)
                    }
                case .id, .dateCreated, .total, .status, .date, .items: break
                }
            }
            return true
        }
        XCTAssertEqual(place, 3)
    }
}
