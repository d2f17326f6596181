import Accounts
import Invoicing
import XCTest

@testable import Store

/// Pages whose statements are at hand.
final class PageCacheTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder) { $0.readers = 1 }
        alice = try store.register("alice")
        for name in ["A", "B", "C"] { try store.create(try draft(name), by: alice.actor) }
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
            XCTAssertEqual(row.id, invoice.id)
            XCTAssertEqual(row.dateCreated, invoice.dateCreated)
            XCTAssertEqual(row.dueDate, invoice.dueDate)
            XCTAssertEqual(row.total, invoice.total)
            XCTAssertEqual(row.status, invoice.status)
            for (field, text) in [
                (InvoiceField.number, invoice.number.text), (.customerName, invoice.customerName),
                (.customerEmail, invoice.customerEmail), (.customerAddress, invoice.customerAddress),
                (.notes, invoice.notes),
            ] {
                row.withText(field) { XCTAssertEqual($0.map { String(decoding: $0, as: UTF8.self) }, text) }
            }
            return true
        }
        XCTAssertEqual(place, 3)
    }
}
