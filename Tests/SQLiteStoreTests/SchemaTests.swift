import Accounts
import Foundation
import GRDB
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

final class SchemaTests: XCTestCase {
    func testMigrationsArriveAtTheSchemaFile() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("schema.sql"), encoding: .utf8)
        let written = try DatabaseQueue()
        try written.write { try $0.execute(sql: text) }
        let migrated = try DatabaseQueue()
        try Migrations.migrator().migrate(migrated)
        let (arrived, wanted) = (try migrated.read(description(of:)), try written.read(description(of:)))
        XCTAssertEqual(arrived.filter { !wanted.contains($0) }, [], "not in the file")
        XCTAssertEqual(wanted.filter { !arrived.contains($0) }, [], "in the file alone")
        XCTAssertEqual(arrived.count, wanted.count)
    }

    /// Everything of the schema, without comments and with single blanks, none beside commas and brackets; and the
    /// contents that it begins with.
    private func description(of database: Database) throws -> [String] {
        let objects = try Row.fetchAll(
            database, sql: "SELECT type, name, ifnull(sql, '') AS sql FROM sqlite_master ORDER BY type, name")
        var lines = objects.map { row -> String in
            let statement: String = row["sql"]
            let code = statement.split(separator: "\n").map {
                $0.prefix(upTo: $0.range(of: "--")?.lowerBound ?? $0.endIndex)
            }
            var text = code.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for mark in [",", "(", ")"] {
                text = text.replacing(" \(mark)", with: mark).replacing("\(mark) ", with: mark)
            }
            return "\(row["type"] as String) \(row["name"] as String): \(text)"
        }
        lines.append("application_id \(try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0)")
        lines += try String.fetchAll(database, sql: "SELECT id || ' ' || beats FROM heartbeat")
        lines += try String.fetchAll(database, sql: "SELECT id || ' ' || revision FROM revision_floor")
        return lines
    }

    // MARK: Constraints

    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var id: Int64 = 0

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder)
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
            "customer_email = NULL", "customer_address = ''", "notes = ''", "revision = 0", "ledger_id = 99",
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
        for statement in ["UPDATE history SET revision = 7", "DELETE FROM history", "DELETE FROM history WHERE id = 1"]
        {
            XCTAssertThrowsError(try store.write { try $0.run(statement) }, statement)
        }
        XCTAssertEqual(try store.history(of: id, in: 1, latest: 9).count, 1)
    }

    func testRefusesWhatNoRecordOrAnswerMayBe() throws {
        for statement in [
            "INSERT INTO history (ledger_id, invoice_id, revision, record) VALUES (1, 1, 1, '{}')",
            "INSERT INTO history (ledger_id, invoice_id, revision, record) VALUES (1, 1, 0, '{}')",
            "INSERT INTO history (ledger_id, invoice_id, revision, record) VALUES (99, 1, 2, '{}')",
            "INSERT INTO history (ledger_id, invoice_id, revision, record) VALUES (1, 1, 2, NULL)",
            "INSERT INTO invoice_answers VALUES (99, 1, x'00')", "INSERT INTO revision_floor VALUES (2, 0)",
            "UPDATE revision_floor SET revision = -1", "INSERT INTO answer_progress VALUES (2, 0, 0)",
            "INSERT INTO idempotency_keys VALUES (1, '', x'00', 0, x'00')",
            "INSERT INTO idempotency_keys VALUES (99, 'key', x'00', 0, x'00')",
        ] {
            XCTAssertThrowsError(try store.write { try $0.run(statement) }, statement)
        }
        XCTAssertEqual(try store.check(), [])
    }

    func testTriggersAreNamedByTableEventAndEffect() throws {
        let triggers = try store.read {
            try $0.all("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'") {
                (name: $0.text(0), table: $0.text(1), sql: $0.text(2))
            }
        }
        XCTAssertEqual(triggers.count, 11)
        for trigger in triggers {
            let event = ["INSERT", "UPDATE", "DELETE"].first { trigger.sql.contains(" \($0) ON \(trigger.table)") }
            XCTAssertTrue(
                trigger.name.hasPrefix("\(trigger.table)_\(event?.lowercased() ?? "no event")_"), trigger.name)
        }
    }
}
