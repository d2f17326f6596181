import Accounts
import Invoicing
import XCTest

@testable import Store

final class PlanCacheTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder) { $0.readers = 1 }
        alice = try store.register("alice")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func names(_ needle: String) throws -> [String] {
        var query = InvoiceQuery()
        query.customerName = FoldedText(needle)
        var names: [String] = []
        _ = try store.list(query, in: alice.ledger).read {
            names.append($0.customerName)
            return true
        }
        return names
    }

    private func create(_ name: String) throws {
        try store.create(try draft(name), by: alice.actor)
    }

    func testACustomerThatCameAfterThePlanIsFound() throws {
        try create("Acme One")
        XCTAssertEqual(try names("acme"), ["Acme One"])
        XCTAssertEqual(try names("acme"), ["Acme One"])
        try create("Acme Two")
        XCTAssertEqual(try names("acme"), ["Acme Two", "Acme One"])
    }

    func testEveryQuestionHasAPlanOfItsOwn() throws {
        for name in ["Acme", "Bolt"] { try create(name) }
        for _ in 1...2 {
            XCTAssertEqual(try names("acme"), ["Acme"])
            XCTAssertEqual(try names("bolt"), ["Bolt"])
            XCTAssertEqual(try names("nobody"), [])
        }
    }

    func testMoreQuestionsThanAreKeptAreAnswered() throws {
        for number in 1...300 {
            XCTAssertEqual(try names("nobody \(number)"), [])
        }
        try create("Nobody 7")
        XCTAssertEqual(try names("nobody 7"), ["Nobody 7"])
    }
}
