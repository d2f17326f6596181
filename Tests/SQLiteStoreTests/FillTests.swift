import Accounts
import Foundation
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

final class FillTests: XCTestCase {
    private func sample(_ index: Int) -> Invoice {
        var invoice = Invoice(id: 0)
        invoice.number = InvoiceNumber(stored: "INV-202401-\(String(format: "%06d", index))")
        invoice.dateCreated = Timestamp(seconds: 1_700_000_000 + Int64(index * 7919 % 1000))
        invoice.dueDate = index % 4 == 0 ? nil : CalendarDate(daysSince1970: 19_700 + index % 30)
        invoice.status = InvoiceStatus.allCases[index % 3]
        invoice.customerName = ["Smith & Sons", "Müller GmbH", "Éclair Café"][index % 3]
        invoice.customerEmail = index % 2 == 0 ? "Info@Example.com" : nil
        invoice.items = (1...3).map {
            LineItem(
                description: "Line \($0)", quantity: Quantity(tenThousandths: 15_000),
                unitPrice: UnitPrice(tenThousandths: Int64(index * 100 + $0)), amount: .zero)
        }
        return invoice
    }

    private func accounts(_ count: Int) throws -> [(Registration, String, Timestamp)] {
        try (1...count).map { (try registration("user\($0)"), "hash", Timestamp(seconds: 5)) }
    }

    func testFillsAnEmptyDatabase() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        var told: [Int] = []
        try store.fill(
            try accounts(3).map { (registration: $0.0, passwordHash: $0.1, dateCreated: $0.2) },
            invoices: (0..<2500).lazy.map { (owner: $0 % 3, invoice: self.sample($0)) }, progress: { told.append($0) })
        XCTAssertEqual(told, [1000, 2000])
        XCTAssertEqual(try store.users().map(\.username), ["user1", "user2", "user3"])
        XCTAssertEqual(try store.users().map(\.id), [1, 2, 3])
        XCTAssertEqual(try store.users().map(\.ledger), [1, 2, 3])
        let stored = try XCTUnwrap(store.invoice(6, in: 3, fields: .all))
        let expected = sample(5)
        XCTAssertEqual(stored.number, expected.number)
        XCTAssertEqual(stored.dateCreated, expected.dateCreated)
        XCTAssertEqual(stored.dueDate, expected.dueDate)
        XCTAssertEqual(stored.status, expected.status)
        XCTAssertEqual(stored.customerName, expected.customerName)
        XCTAssertEqual(stored.items.map(\.description), ["Line 1", "Line 2", "Line 3"])
        XCTAssertEqual(stored.items.map(\.amount), stored.items.map { $0.quantity * $0.unitPrice })
        XCTAssertEqual(stored.total.cents, stored.items.reduce(0) { $0 + $1.amount.cents })
        XCTAssertEqual(
            try store.history(of: 6, in: 3, latest: 9),
            [
                InvoiceChange(
                    invoice: 6, revision: 1, moment: expected.dateCreated, user: 3, event: .created(stored))
            ])
        XCTAssertEqual(try store.answer(of: 6, in: 3)?.bytes, testAnswer(stored))
        XCTAssertTrue(try store.remakeAnswers(atMost: 1))
        XCTAssertEqual(try store.walk(InvoiceQuery(), in: 1).count, 834)
        XCTAssertEqual(try store.check(), [])
        // Life goes on behind it.
        let created = try store.create(try draft(), by: Actor(user: 2, ledger: 2))
        XCTAssertEqual(created.id, 2501)
        XCTAssertEqual(try store.check(), [])
    }

    func testLeavesTheSchemaAsItWas() throws {
        func objects(_ store: SQLiteStore) throws -> [String] {
            try store.read {
                try $0.all("SELECT name || ifnull(sql, '') FROM sqlite_master ORDER BY name") { $0.text(0) }
            }
        }
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let before = try objects(store)
        try store.fill([], invoices: [], progress: { _ in })
        XCTAssertEqual(try objects(store), before)
    }

    func testRefusesADatabaseWithAccounts() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        _ = try store.register("alice")
        assertThrows(DomainError.conflict("The database is not empty.")) {
            try store.fill([], invoices: [], progress: { _ in })
        }
    }

    func testAFaultLeavesNothingBehind() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        assertThrows(DomainError.failed) {
            try store.fill(
                try accounts(1).map { (registration: $0.0, passwordHash: $0.1, dateCreated: $0.2) },
                invoices: [(owner: 0, invoice: sample(1)), (owner: 0, invoice: sample(1))], progress: { _ in })
        }
        XCTAssertEqual(try store.users(), [])
        XCTAssertEqual(try store.register("alice").id, 1)
        XCTAssertEqual(try store.check(), [])
    }
}
