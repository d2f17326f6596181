import Accounts
import Foundation
import GRDB
import Application
import Ledger
import Primitives
import XCTest

@testable import DatabaseFiles
@testable import SQLiteStore

final class CheckTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder)
        let user = try store.register("alice")
        for name in ["Acme", "Müller"] {
            _ = try store.create(try draft(name, email: "a@b.example", due: "2024-02-29"), by: user.actor)
        }
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    /// What is found after that was done behind the store's back.
    private func findings(after statements: String...) throws -> [String] {
        try store.write { connection in
            for statement in statements { try connection.run(statement) }
        }
        return try store.check()
    }

    func testFindsNothingWhereAllIsWell() throws {
        XCTAssertEqual(try store.check(), [])
        let empty = try TemporaryFolder()
        XCTAssertEqual(try openStore(in: empty).check(), [])
    }

    func testFindsAWrongTotal() throws {
        XCTAssertEqual(
            try findings(after: "UPDATE invoices SET total_cents = 7 WHERE id = 1"),
            [
                "Invoice 1: its total is 0.07, its items make 10.00.", "Invoice 1: it is not as its history says.",
                "Invoice 1: its ready answer is not what it is.",
            ])
    }

    func testFindsAWrongAmount() throws {
        XCTAssertEqual(
            try findings(after: "UPDATE invoice_items SET amount_cents = 7 WHERE invoice_id = 2"),
            [
                "Invoice 2: the amount of item 1 is 0.07, but should be 10.00.",
                "Invoice 2: it is not as its history says.", "Invoice 2: its ready answer is not what it is.",
            ])
    }

    func testFindsAnInvoiceWithoutItems() throws {
        XCTAssertEqual(
            try findings(after: "DELETE FROM invoice_items WHERE invoice_id = 2").last(where: { $0.contains("items.") }
            ),
            "Invoice 2: it has no items.")
    }

    func testFindsAChangeThatWasNotRecorded() throws {
        XCTAssertEqual(
            try findings(after: "UPDATE invoices SET status = 1 WHERE id = 2"),
            ["Invoice 2: it is not as its history says.", "Invoice 2: its ready answer is not what it is."])
    }

    func testFindsARevisionThatIsNotTheHistorys() throws {
        XCTAssertEqual(
            try findings(after: "UPDATE invoices SET revision = 7 WHERE id = 2"),
            ["Invoice 2: it is not as its history says."])
    }

    func testFindsAReadyAnswerThatIsWrongAndPassesOverOldOnes() throws {
        XCTAssertEqual(
            try findings(after: "UPDATE invoice_answers SET body = x'00' WHERE invoice_id = 2"),
            ["Invoice 2: its ready answer is not what it is."])
        XCTAssertEqual(try findings(after: "UPDATE invoice_answers SET form = form + 1"), [])
        XCTAssertEqual(try findings(after: "DELETE FROM invoice_answers"), [])
    }

    func testFindsARecordThatCannotBeReadOrIsAnotherOnes() throws {
        for assignment in [
            "record = '{}'", "record = replace(record, '\"version\":1', '\"version\":99')",
            "record = replace(record, '\"ledger_id\":1', '\"ledger_id\":2')",
            "record = replace(record, '\"revision\":1', '\"revision\":2')", "revision = 3",
        ] {
            let folder = try TemporaryFolder()
            let store = try openStore(in: folder)
            try store.create(try draft(), by: store.register("alice").actor)
            try store.write { connection in
                try connection.run("DROP TRIGGER history_update_refused")
                try connection.run("UPDATE history SET \(assignment)")
            }
            XCTAssertEqual(try store.check(), ["Invoice 1: its history cannot be read."], assignment)
        }
    }

    func testFindsAnInvoiceWithoutAHistory() throws {
        XCTAssertEqual(
            try findings(after: "DROP TRIGGER history_delete_refused", "DELETE FROM history WHERE invoice_id = 2"),
            ["Invoice 2: it is not as its history says."])
    }

    func testFindsADeletedInvoiceThatIsThere() throws {
        let invoice = try XCTUnwrap(store.invoice(2, in: 1, fields: .all))
        try store.delete(2, by: Actor(user: 1, ledger: 1))
        try store.write { try $0.insert(invoice, in: 1) }
        XCTAssertEqual(try store.check(), ["Invoice 2: it is not as its history says."])
    }

    func testFindsAnInvoiceThatVanished() throws {
        XCTAssertEqual(
            try findings(after: "DELETE FROM invoices WHERE id = 2"),
            ["Invoice 2: it is not there although its history does not end."])
    }

    func testFindsAWrongFold() throws {
        XCTAssertEqual(
            try findings(after: "UPDATE invoices SET customer_name_folded = 'x' WHERE id = 2"),
            ["Invoice 2: its customer is not found under the name that it has."])
    }

    func testFindsAWrongCountOfCustomers() throws {
        XCTAssertEqual(
            try findings(
                after: "UPDATE customer_names SET uses = 5 WHERE folded = 'acme'", "DELETE FROM customer_emails"),
            [
                "Ledger 1: 2 entries of customer_names do not count what there is.",
                "Ledger 1: 1 entries of customer_emails do not count what there is.",
            ])
    }

    func testFindsWrongTotals() throws {
        XCTAssertEqual(
            try findings(
                after: "UPDATE month_totals SET cents = cents + 1", "DELETE FROM due_totals",
                "INSERT INTO due_totals VALUES (1, 7, 0, 0, 0)"),
            [
                "Ledger 1: 2 entries of month_totals do not count what there is.",
                "Ledger 1: 1 entries of due_totals do not count what there is.",
            ])
    }

    func testFindsAReferenceToNothing() throws {
        store = nil
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: folder.database, configuration: configuration).write {
            try $0.execute(sql: "INSERT INTO customer_names VALUES (99, 'x', 1)")
        }
        store = try openStore(in: folder)
        XCTAssertEqual(
            try store.check().first, "A row of customer_names refers to a row of ledgers that is not there.")
    }

    func testFindsADamagedFile() throws {
        let pages = try store.read { try $0.first("PRAGMA page_count") { $0.integer(0) } }
        let root = try store.read {
            try $0.first("SELECT rootpage FROM sqlite_master WHERE name = 'invoices_by_total'") { $0.integer(0) }
        }
        XCTAssertGreaterThan(try XCTUnwrap(pages), 1)
        store = nil
        let file = try FileHandle(forUpdating: folder.url.appendingPathComponent("invoices.db"))
        try file.seek(toOffset: UInt64((try XCTUnwrap(root) - 1) * 4096))
        file.write(Data(repeating: 0xFF, count: 4096))
        try file.close()
        store = try openStore(in: folder)
        XCTAssertTrue(try store.check().contains { $0.hasPrefix("The database file: ") })
    }

    func testTheDictionaryFollowsEveryChange() throws {
        let alice = Actor(user: 1, ledger: 1)
        func uses() throws -> [String] {
            try store.read { connection in
                try connection.all(
                    """
                    SELECT folded || ' ' || uses FROM customer_names
                    UNION ALL SELECT folded || ' ' || uses FROM customer_emails
                    """
                ) { $0.text(0) }
            }
        }
        XCTAssertEqual(try uses(), ["acme 1", "müller 1", "a@b.example 2"])
        try store.change(1, by: alice) { invoice in
            invoice.customerName = "MÜLLER"
            invoice.customerEmail = nil
        }
        XCTAssertEqual(try uses(), ["müller 2", "a@b.example 1"])
        try store.change(1, by: alice) { $0.customerEmail = "new@b.example" }
        try store.delete(2, by: alice, at: 0)
        XCTAssertEqual(try uses(), ["müller 1", "new@b.example 1"])
        XCTAssertEqual(try store.check(), [])
    }
}
