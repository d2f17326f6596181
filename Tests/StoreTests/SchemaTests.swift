import Accounts
import Foundation
import GRDB
import Invoicing
import XCTest

@testable import Store

final class SchemaTests: XCTestCase {
    func testMigrationsArriveAtTheSchemaFile() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("schema.sql"), encoding: .utf8)
        let written = try DatabaseQueue()
        try written.write { try $0.execute(sql: text) }
        let migrated = try DatabaseQueue()
        try Migrations.migrator.migrate(migrated)
        XCTAssertEqual(try migrated.read(description(of:)), try written.read(description(of:)))
    }

    /// Everything of the schema, without comments and with single blanks; and the contents that it begins with.
    private func description(of database: Database) throws -> [String] {
        let objects = try Row.fetchAll(
            database, sql: "SELECT type, name, ifnull(sql, '') AS sql FROM sqlite_master ORDER BY type, name")
        var lines = objects.map { row -> String in
            let statement: String = row["sql"]
            let code = statement.split(separator: "\n").map {
                $0.prefix(upTo: $0.range(of: "--")?.lowerBound ?? $0.endIndex)
            }
            let words = code.joined(separator: " ").split(whereSeparator: \.isWhitespace)
            return "\(row["type"] as String) \(row["name"] as String): \(words.joined(separator: " "))"
        }
        lines.append("application_id \(try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0)")
        lines += try String.fetchAll(database, sql: "SELECT id || ' ' || beats FROM heartbeat")
        return lines
    }

    // MARK: Constraints

    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var id: Int64 = 0

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
        let user = try store.register("alice")
        id = try store.create(try draft(email: "a@b.example", due: "2024-02-29"), by: user.actor).id
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    func testRefusesWhatNoInvoiceMayBe() throws {
        for assignment in [
            "number = 'INV-202301-abcdef'", "number = ''", "date_created = -62135596801",
            "date_created = 253402300800", "date_created = 'today'", "due_date = -719163", "due_date = 2932897",
            "total_cents = -1", "total_cents = 1000000000000000", "total_cents = 1.5", "status = 3",
            "status = 'PAID'", "customer_name = ''", "customer_name = NULL", "customer_email = ''",
            "customer_email = NULL", "customer_address = ''", "notes = ''", "revision = 99", "ledger_id = 99",
            "customer_name = printf('%.201c', 'x')", "notes = printf('%.5001c', 'x')",
        ] {
            XCTAssertThrowsError(try store.write { try $0.run("UPDATE invoices SET \(assignment)") }, assignment)
        }
        for assignment in [
            "position = 0", "position = 501", "description = ''", "quantity = 0", "quantity = 10000000001",
            "unit_price = -1", "unit_price = 10000000000001", "amount_cents = -1", "invoice_id = 99",
        ] {
            XCTAssertThrowsError(try store.write { try $0.run("UPDATE invoice_items SET \(assignment)") }, assignment)
        }
        for assignment in [
            "email = ''", "username = 'ab'", "password_hash = ''", "is_active = 2", "generation = -1",
            "ledger_id = 99", "full_name = ''",
        ] {
            XCTAssertThrowsError(try store.write { try $0.run("UPDATE users SET \(assignment)") }, assignment)
        }
        XCTAssertEqual(try store.check(), [])
    }

    func testHistoryIsAppendOnly() throws {
        for statement in ["UPDATE changes SET moment = 1", "DELETE FROM changes", "DELETE FROM changes WHERE id = 1"] {
            XCTAssertThrowsError(try store.write { try $0.run(statement) }, statement)
        }
        XCTAssertEqual(try store.history(of: id, in: 1).count, 1)
    }

    func testHistoryHasBeforeAndAfterAsTheActionWants() throws {
        for row in [
            "'created', 'b', 'a'", "'created', NULL, NULL", "'deleted', 'b', 'a'", "'changed', NULL, 'a'",
            "'seen', 'b', 'a'",
        ] {
            XCTAssertThrowsError(
                try store.write {
                    try $0.run(
                        """
                        INSERT INTO changes (ledger_id, invoice_id, user_id, moment, action, before, after)
                        VALUES (1, 1, 1, 0, \(row))
                        """)
                }, row)
        }
    }
}
