import Accounts
import Application
import DatabaseFiles
import Foundation
import GRDB
import Ledger
import LedgerCodec
import Primitives
import Synchronization
import XCTest

@testable import SQLiteStore

/// Databases of the first edition, whose history was of whole invoices.
final class RecordsMigrationTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var old: FirstEditionDatabase!
    private var alice: Int64 = 0
    private var bob: Int64 = 0

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        old = try FirstEditionDatabase(at: folder.database)
        alice = try old.addUser("alice")
        bob = try old.addUser("bob")
    }

    override func tearDown() {
        old = nil
        folder = nil
    }

    private func fillVariously() throws {
        let hostile = try draft(
            "Müller \"& Söhne\" \\u0041", email: "Info@Müller.example", address: "1 Main Street\n\"Berlin\"\\",
            due: "2024-02-29", notes: "Cafe\u{301}\u{2028}\t😀",
            items: [("½ day 😀", "0.3333", "0.0001"), ("Free", "1000000", "0"), ("Work", "2", "50.00")])
        try old.create(hostile, by: alice, at: 100, key: "key-1")
        try old.create(draft("Acme"), by: bob, at: 101)
        try old.create(draft("Acme"), by: alice, at: 102, key: "key-3")
        try old.change(1, at: 103) { invoice in
            invoice.status = .paid
            invoice.notes = "Caf\u{E9}"
            invoice.dueDate = nil
            invoice.items.removeLast()
            invoice.total = Money(cents: invoice.items.reduce(0) { $0 + $1.amount.cents })
        }
        try old.change(1, at: 104) { invoice in
            invoice.customerEmail = nil
            invoice.customerAddress = "Elsewhere"
            invoice.items.append(
                LineItem(
                    description: "More", quantity: Quantity(tenThousandths: 10_000),
                    unitPrice: UnitPrice(tenThousandths: 30_000)))
            invoice.total = Money(cents: invoice.total.cents + 300)
        }
        try old.delete(3, at: 105)
        try old.create(draft("Last", due: "2024-01-01"), by: alice, at: 106)
        try old.delete(4, at: 107)
    }

    func testEverythingIsThereAndVerified() throws {
        try fillVariously()
        let told = Mutex<[[Int]]>([])
        let database = try OpenDatabase.open(
            path: folder.database, renderer: testRenderer, legacyAnswer: testLegacyAnswer,
            progress: { done, total in told.withLock { $0.append([done, total]) } })
        let store = database.store
        XCTAssertEqual(told.withLock { $0 }, [[8, 8]])
        XCTAssertEqual(try store.check(), [])

        let first = try XCTUnwrap(store.invoice(1, in: alice, fields: .all))
        XCTAssertTrue(first.hasSameFields(as: old.invoices[0]))
        XCTAssertEqual(first.revision, 3)
        let second = try XCTUnwrap(store.invoice(2, in: bob, fields: .all))
        XCTAssertTrue(second.hasSameFields(as: old.invoices[1]))
        XCTAssertEqual(second.revision, 1)
        XCTAssertEqual(try store.all(InvoiceQuery(), in: alice).map(\.id), [1])

        let history = try store.history(of: 1, in: alice, latest: .max)
        XCTAssertEqual(history.map(\.revision), [1, 2, 3])
        XCTAssertEqual(history.map(\.moment.seconds), [100, 103, 104])
        XCTAssertEqual(history.map(\.user), [alice, alice, alice])
        guard case .created(let created) = history[0].event, case .changed(let differences) = history[1].event else {
            return XCTFail("\(history)")
        }
        XCTAssertEqual(created.notes?.unicodeScalars.count, 8)
        XCTAssertEqual(created.revision, 1)
        XCTAssertEqual(differences.count, 5)
        XCTAssertTrue(differences.contains(.field(.status, before: .status(.pending), after: .status(.paid))))
        XCTAssertTrue(differences.contains(.item(3, before: created.items[2], after: nil)))
        XCTAssertEqual(try store.history(of: 3, in: alice, latest: 9).last?.event, .deleted)

        // Ready answers are made afterwards.
        XCTAssertEqual(try store.allAnswers(in: alice), [testAnswer(first)])
        let answers = try store.read { try $0.first("SELECT count(*) FROM invoice_answers") { $0.integer(0) } }
        XCTAssertEqual(answers, 0)
        XCTAssertTrue(try store.remakeAnswers(atMost: 100))
        XCTAssertEqual(try store.check(), [])
    }

    func testIdempotencyKeysAreAnsweredStill() throws {
        try fillVariously()
        let store = try openStore(in: folder)
        let answers = try store.perform("read") { unit in
            [try unit.keptAnswer(of: self.alice, key: "key-1"), try unit.keptAnswer(of: self.alice, key: "key-3")]
        }
        let histories = try [Int64(1), 3].map { try store.history(of: $0, in: alice, latest: .max) }
        let created = histories.compactMap { history -> Invoice? in
            if case .created(let invoice) = history[0].event { invoice } else { nil }
        }
        XCTAssertEqual(created.count, 2)
        XCTAssertEqual(
            answers,
            [
                KeptAnswer(
                    digest: [1, 2, 3], moment: Timestamp(seconds: 100),
                    answer: Array("key-1, revision 1: ".utf8) + testAnswer(created[0])),
                KeptAnswer(
                    digest: [1, 2, 3], moment: Timestamp(seconds: 102),
                    answer: Array("key-3, revision 1: ".utf8) + testAnswer(created[1])),
            ])
        XCTAssertNil(try store.perform("read") { try $0.keptAnswer(of: self.bob, key: "key-1") })
    }

    func testIdsGoOnBehindDeletedInvoices() throws {
        try fillVariously()
        let store = try openStore(in: folder)
        let created = try store.create(try draft("New"), by: Actor(user: alice, ledger: alice), at: 200)
        XCTAssertEqual(created.id, 5)
        XCTAssertEqual(created.revision, 1)
        XCTAssertEqual(try store.register("carol").id, 3)
        XCTAssertEqual(try store.check(), [])
    }

    func testNoRevisionThatWasToldNamesAnotherState() throws {
        // The first edition's revisions were the changes' ids: 2 for the second invoice, then 4 and 5.
        for index in 0..<3 { try old.create(draft("Customer \(index)"), by: alice, at: Int64(index)) }
        try old.change(2, at: 10) { $0.notes = "second state" }
        let told: [Int64] = [2, 4]
        XCTAssertEqual(old.invoices[1].revision, told[1])
        let store = try openStore(in: folder)
        // It is the second state, but 2 was told for the first.
        var seen = [try XCTUnwrap(store.invoice(2, in: alice, fields: .all)).revision]
        XCTAssertEqual(seen, [4])
        for round in 1...4 {
            seen.append(
                try store.change(2, by: Actor(user: alice, ledger: alice)) { $0.notes = "round \(round)" }.revision)
        }
        XCTAssertEqual(Set(seen).count, 5)
        XCTAssertTrue(seen.dropFirst().allSatisfy { $0 > 4 }, "\(seen)")
        // The third was told to be 3 in the state that is 1 now; its next states are none of 1 to 4.
        XCTAssertEqual(try store.invoice(3, in: alice, fields: .all)?.revision, 1)
        XCTAssertGreaterThan(
            try store.change(3, by: Actor(user: alice, ledger: alice)) { $0.status = .paid }.revision, 4)
        XCTAssertEqual(try store.check(), [])
    }

    func testAChangeThatChangedNothingIsNoState() throws {
        try old.create(draft("Acme"), by: alice, at: 1)
        try old.change(1, at: 2) { _ in }
        try old.change(1, at: 3) { $0.status = .paid }
        let store = try openStore(in: folder)
        XCTAssertEqual(try store.history(of: 1, in: alice, latest: 9).map(\.moment.seconds), [1, 3])
        XCTAssertEqual(try store.check(), [])
    }

    func testAnEmptyDatabaseIsMigratedInSilence() throws {
        let database = try OpenDatabase.open(
            path: folder.database, renderer: testRenderer, legacyAnswer: testLegacyAnswer,
            progress: { done, total in XCTFail("\(done) of \(total)") })
        XCTAssertEqual(try database.store.users().map(\.username), ["alice", "bob"])
        let floor = try database.store.read { try $0.revisionFloor() }
        XCTAssertEqual(floor, 0)
        XCTAssertEqual(try database.store.check(), [])
    }

    func testAHistoryThatDoesNotLeadToItsInvoiceIsRefusedAndNothingIsChanged() throws {
        let history = "its history does not lead to what it is."
        let order = "a change of it does not follow on the one before."
        for (statement, sentence) in [
            ("UPDATE invoices SET status = 2 WHERE id = 1", history),
            ("UPDATE invoice_items SET description = 'Other' WHERE invoice_id = 1", history),
            ("DELETE FROM invoice_items WHERE invoice_id = 1", history),
            ("UPDATE changes SET after = replace(after, 'PAID', 'CANCELLED') WHERE id = 2", history),
            ("UPDATE changes SET before = replace(before, 'PENDING', 'CANCELLED') WHERE id = 2", order),
            ("DELETE FROM changes WHERE id = 1", order),
            ("UPDATE changes SET after = '{}' WHERE id = 1", "a change of it cannot be read."),
            ("UPDATE changes SET after = 'text' WHERE id = 1", "a change of it cannot be read."),
            ("UPDATE changes SET after = replace(after, '\"id\":1,\"inv', '\"id\":7,\"inv') WHERE id = 1", order),
            ("UPDATE changes SET ledger_id = 2 WHERE id = 2", history),
            ("UPDATE changes SET ledger_id = 2", history), ("DELETE FROM invoices WHERE id = 1", history),
            ("DELETE FROM changes", "it has no history."),
        ] {
            let folder = try TemporaryFolder()
            let old = try FirstEditionDatabase(at: folder.database)
            let alice = try old.addUser("alice")
            _ = try old.addUser("bob")
            try old.create(draft("Acme"), by: alice, at: 1)
            try old.change(1, at: 2) { $0.status = .paid }
            for trigger in ["changes_are_not_updated", "changes_are_not_deleted"] {
                try old.execute("DROP TRIGGER \(trigger)")
            }
            try self.without(foreignKeysIn: folder, statement)
            for trigger in ["update", "delete"] {
                try old.execute(
                    """
                    CREATE TRIGGER changes_are_not_\(trigger)d BEFORE \(trigger) ON changes
                    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
                    """)
            }
            let before = try dump(folder)
            assertThrows(
                DatabaseFileError.unusable(
                    "The database \(folder.database) cannot be migrated, and was left as it was. Invoice 1: \(sentence)"
                )
            ) { try openStore(in: folder) }
            XCTAssertEqual(try dump(folder), before, statement)
        }
    }

    private func without(foreignKeysIn folder: TemporaryFolder, _ statement: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: folder.database, configuration: configuration).write {
            try $0.execute(sql: statement)
        }
    }

    /// Everything that a database says.
    private func dump(_ folder: TemporaryFolder) throws -> [String] {
        try DatabaseQueue(path: folder.database).read { database in
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            let rows = try tables.flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { "\(table): \($0)" }
            }
            return rows + (try Row.fetchAll(database, sql: "SELECT * FROM sqlite_master ORDER BY name").map { "\($0)" })
        }
    }

    func testMemoryDoesNotGrowWithTheHistory() throws {
        let large = try draft(notes: String(repeating: "n", count: 300))
        try old.create(20_000, by: alice) { _ in large }
        old = nil
        let size = try folder.bytes("invoices.db").count
        let before = Self.residentMemory()
        let greatest = Mutex((memory: 0, calls: 0))
        let database = try OpenDatabase.open(
            path: folder.database, renderer: testRenderer, legacyAnswer: testLegacyAnswer,
            progress: { done, total in
                XCTAssertEqual(total, 20_000)
                greatest.withLock { $0 = (max($0.memory, Self.residentMemory()), $0.calls + 1) }
            })
        XCTAssertEqual(greatest.withLock { $0.calls }, 21)
        XCTAssertGreaterThan(size, 25_000_000)
        XCTAssertLessThan(max(greatest.withLock { $0.memory }, Self.residentMemory()) - before, 15_000_000)
        XCTAssertEqual(try database.store.all(InvoiceQuery(), in: alice).count, 100)
        let records = try database.store.read { try $0.first("SELECT count(*) FROM history") { $0.integer(0) } }
        XCTAssertEqual(records, 20_000)
        // What the migration wrote is in the database, not in the log.
        XCTAssertLessThan(try folder.bytes("invoices.db-wal").count, 1_000_000)
    }

    /// In bytes.
    private static func residentMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) * 1024
    }
}
