import Accounts
import Foundation
import GRDB
import Application
import Ledger
import Primitives
import XCTest

@testable import DatabaseFiles
@testable import SQLiteStore

final class RestorationTests: XCTestCase {
    private let moment = Timestamp(seconds: 1_688_205_600)

    func testWhatWasBackedUpIsThereAndWhatWasReplacedIsKept() throws {
        let folder = try TemporaryFolder()
        let (user, old, new) = try filled(folder)
        let report = try restoration(of: folder).restore(folder.path("backup.db"), at: moment)

        let kept = folder.database + ".replaced-20230701T100000Z"
        XCTAssertEqual(
            report,
            Restoration.Report(
                kept: kept, countersAreKnown: true, wasMigrated: false, users: 1, invoices: 1,
                latestChange: Timestamp(seconds: 7)))
        let store = try openStore(in: folder)
        XCTAssertEqual(try store.walk(InvoiceQuery(), in: user.ledger), [old])
        XCTAssertEqual(try store.check(), [])
        let before = try openStore(at: kept)
        XCTAssertEqual(try before.walk(InvoiceQuery(), in: user.ledger).sorted(), [old, new])
        // The backup can be restored again.
        XCTAssertEqual(try folder.bytes("backup.db")[18...19], Data([1, 1]))
    }

    func testIsRefusedWhileAServiceHasTheDatabase() throws {
        let folder = try TemporaryFolder()
        _ = try filled(folder)
        let store = try openStore(in: folder)
        assertThrows(DatabaseFileError.locked(path: folder.database, by: getpid())) {
            try restoration(of: folder).restore(folder.path("backup.db"), at: moment)
        }
        XCTAssertEqual(try store.walk(InvoiceQuery(), in: 1).count, 2)
    }

    func testAllSessionsAndTokensEndThoseOfTheReplacedDatabaseToo() throws {
        let folder = try TemporaryFolder()
        let (user, _, _) = try filled(folder)
        let digest = [UInt8](repeating: 7, count: 32)
        var store: SQLiteStore? = try openStore(in: folder)
        try store?.openSession(digest, of: user, at: moment)
        for _ in 0..<3 { try store?.signOutEverywhere(user.id) }
        // Who came after the backup is not in it, and nobody may be taken for them.
        let later = try store?.register("later")
        store = nil
        _ = try backup(of: folder).write(to: folder.path("with-session.db"))
        for name in ["backup.db", "with-session.db"] {
            let report = try restoration(of: folder).restore(
                folder.path(name), at: Timestamp(seconds: Int64(name.utf8.count)))
            XCTAssertTrue(report.countersAreKnown)
            let restored = try openStore(in: folder)
            XCTAssertNil(try restored.session(digest), name)
            // Generations of up to 3 were in use.
            XCTAssertGreaterThan(try XCTUnwrap(restored.user(user.id)).generation, 3, name)
            XCTAssertGreaterThan(try restored.register("after-\(name.prefix(4))").id, try XCTUnwrap(later).id, name)
        }
    }

    func testIdsGoOnWhereTheReplacedDatabaseEnded() throws {
        let folder = try TemporaryFolder()
        let (user, _, new) = try filled(folder)
        _ = try restoration(of: folder).restore(folder.path("backup.db"), at: moment)
        let created = try openStore(in: folder).create(try draft(), by: user.actor)
        XCTAssertEqual(created.id, new + 1)
        XCTAssertEqual(created.revision, 1)
    }

    func testIdsSkipAMillionWhereItIsUnknownHowManyWereIssued() throws {
        let folder = try TemporaryFolder()
        let (user, _, _) = try filled(folder)
        let elsewhere = try TemporaryFolder()
        let report = try restoration(of: elsewhere).restore(folder.path("backup.db"), at: moment)
        XCTAssertNil(report.kept)
        XCTAssertFalse(report.countersAreKnown)
        let store = try openStore(in: elsewhere)
        XCTAssertEqual(try store.create(try draft(), by: user.actor).id, 1_000_002)
        XCTAssertGreaterThan(try store.register("bob").id, 1_000_000)
        XCTAssertGreaterThan(try XCTUnwrap(store.user(user.id)).generation, 1000)
        XCTAssertEqual(try store.check(), [])
    }

    func testANewDatabaseInThePlaceOfALostOneDoesNotTellWhatThatIssued() throws {
        let folder = try TemporaryFolder()
        let (user, _, _) = try filled(folder)
        let elsewhere = try TemporaryFolder()
        _ = try openStore(in: elsewhere)
        let report = try restoration(of: elsewhere).restore(folder.path("backup.db"), at: moment)
        XCTAssertFalse(report.countersAreKnown)
        let store = try openStore(in: elsewhere)
        XCTAssertGreaterThan(try store.register("bob").id, 1_000_000)
        XCTAssertGreaterThan(try XCTUnwrap(store.user(user.id)).generation, 1000)
    }

    func testALogThatHasLostItsDatabaseIsKeptAndNotTakenForTheNewOnes() throws {
        let origin = try TemporaryFolder()
        _ = try filled(origin)
        let store = try openStore(in: origin)
        try store.create(try draft(), by: Actor(user: 1, ledger: 1))
        for log in ["invoices.db-wal", "invoices.db-journal"] {
            let folder = try TemporaryFolder()
            try origin.copy(["backup.db", "invoices.db-wal"], to: folder)
            if log != "invoices.db-wal" {
                try FileManager.default.moveItem(atPath: folder.path("invoices.db-wal"), toPath: folder.path(log))
            }
            let lost = try folder.bytes(log)
            let report = try restoration(of: folder).restore(folder.path("backup.db"), at: moment)
            let kept = log.replacing("invoices.db", with: "invoices.db.replaced-20230701T100000Z")
            XCTAssertEqual(report.kept, folder.path(kept))
            XCTAssertEqual(try folder.bytes(kept), lost)
            let restored = try openStore(in: folder)
            XCTAssertEqual(try restored.walk(InvoiceQuery(), in: 1).count, 1, log)
            XCTAssertEqual(try restored.check(), [], log)
        }
        withExtendedLifetime(store) {}
    }

    func testWhileSomebodyReadsTheLogThatIsThereNothingIsReplaced() throws {
        let folder = try TemporaryFolder()
        _ = try filled(folder)
        let reader = try Connection(
            path: folder.database,
            configuration: DatabaseFile(path: folder.database, busyTimeout: 0).configuration(readOnly: true))
        // A log that goes on behind what is read of it.
        var store: SQLiteStore? = try openStore(in: folder)
        try reader.run("BEGIN")
        _ = try reader.first("SELECT count(*) FROM invoices") { $0.integer(0) }
        try store?.create(try draft(), by: Actor(user: 1, ledger: 1))
        store = nil
        let restoration = Restoration(
            of: folder.database, busyTimeout: 0, renderer: testRenderer, legacyAnswer: testLegacyAnswer)
        XCTAssertThrowsError(try restoration.restore(folder.path("backup.db"), at: moment)) {
            XCTAssertTrue("\($0)".contains("Wait for that to end"), "\($0)")
        }
        try reader.run("ROLLBACK")
        XCTAssertEqual(try openStore(in: folder).walk(InvoiceQuery(), in: 1).count, 3)
        XCTAssertFalse(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).contains { $0.contains("replaced") })
        XCTAssertNoThrow(try restoration.restore(folder.path("backup.db"), at: moment))
    }

    func testFilesThatWereKeptForNothingGoBack() throws {
        let folder = try TemporaryFolder()
        let names = ["invoices.db", "invoices.db-wal"]
        for name in names { try Data(name.utf8).write(to: folder.url.appendingPathComponent(name)) }
        let others = "invoices.db.replaced-20230701T100000Z-wal"
        try Data("somebody else's".utf8).write(to: folder.url.appendingPathComponent(others))
        var kept = KeptFiles(of: folder.database)
        try kept.link(at: moment)
        XCTAssertEqual(kept.path, folder.database + ".replaced-20230701T100000Z-2")
        try kept.removeLogs()
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder.path("invoices.db-wal")))
        kept.undo()
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted(),
            names + [others])
        for name in names { XCTAssertEqual(try folder.bytes(name), Data(name.utf8)) }
    }

    func testABackupOfAVersionThatWroteInvoicesOtherwiseIsSound() throws {
        let folder = try TemporaryFolder()
        _ = try filled(folder)
        let newer = AnswerRenderer { Array("new form: ".utf8) + testAnswer($0) }
        _ = try Backup(of: folder.database, renderer: newer).write(to: folder.path("by-the-next.db"))
        _ = try Restoration(of: folder.database, renderer: newer, legacyAnswer: testLegacyAnswer)
            .restore(folder.path("backup.db"), at: moment)
        let store = try openStore(at: folder.database, renderer: newer)
        XCTAssertEqual(try store.check(), [])
        let invoice = try XCTUnwrap(store.invoice(1, in: 1, fields: .all))
        XCTAssertEqual(try store.answer(of: 1, in: 1)?.bytes, newer.render(invoice))
    }

    func testADatabaseThatCannotBeReadIsKeptTogetherWithItsLog() throws {
        let origin = try TemporaryFolder()
        _ = try filled(origin)
        // Its log is a whole one: under the restored database it would be taken for that one's.
        let store = try openStore(in: origin)
        try store.create(try draft(), by: Actor(user: 1, ledger: 1))
        let folder = try TemporaryFolder()
        try origin.copy(["backup.db", "invoices.db-wal"], to: folder)
        let broken = Data(repeating: 1, count: 100) + (try origin.bytes("invoices.db").dropFirst(100))
        try broken.write(to: folder.url.appendingPathComponent("invoices.db"))
        let log = try folder.bytes("invoices.db-wal")

        let report = try restoration(of: folder).restore(folder.path("backup.db"), at: moment)
        XCTAssertFalse(report.countersAreKnown)
        let kept = "invoices.db.replaced-20230701T100000Z"
        XCTAssertEqual(try folder.bytes(kept), broken)
        XCTAssertEqual(try folder.bytes(kept + "-wal"), log)
        XCTAssertEqual(try openStore(in: folder).walk(InvoiceQuery(), in: 1).count, 1)
        withExtendedLifetime(store) {}
    }

    func testAnOlderBackupIsMigratedAndANewerOneRefused() throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.path("old.db"))
        try Migrations.migrator().migrate(queue, upTo: "1 ledger")
        let before = try folder.bytes("old.db")
        XCTAssertTrue(try restoration(of: folder).restore(folder.path("old.db"), at: moment).wasMigrated)
        XCTAssertEqual(try openStore(in: folder).users().count, 0)
        XCTAssertEqual(try folder.bytes("old.db"), before)

        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')") }
        try assertRefused(.newerSchema(path: folder.path("old.db")), folder.path("old.db"), in: folder)
    }

    func testWhatIsNoSoundBackupIsRefusedAndNothingChanges() throws {
        let folder = try TemporaryFolder()
        _ = try filled(folder)
        let text = folder.path("text")
        try Data(String(repeating: "text ", count: 100).utf8).write(to: URL(fileURLWithPath: text))
        try assertRefused(.notADatabase(path: text), text, in: folder)
        try assertRefused(
            .unusable("There is no file \(folder.path("none")), or it may not be read."), folder.path("none"),
            in: folder)
        try assertRefused(.notADatabase(path: folder.url.path), folder.url.path, in: folder)
        try assertRefused(
            .unusable("The file \(folder.database) is the database itself, not a backup of it."), folder.database,
            in: folder)
        let tampered = folder.path("backup.db")
        try DatabaseQueue(path: tampered).write { try $0.execute(sql: "UPDATE invoices SET total_cents = 1") }
        try assertRefused(nil, tampered, in: folder)
    }

    /// One invoice in `backup.db`, and a second in the database.
    private func filled(_ folder: TemporaryFolder) throws -> (User, old: Int64, new: Int64) {
        let store = try openStore(in: folder)
        let user = try store.register("alice")
        let old = try store.create(try draft(), by: user.actor, at: 7).id
        _ = try backup(of: folder).write(to: folder.path("backup.db"))
        return (user, old, try store.create(try draft(), by: user.actor, at: 8).id)
    }

    private func restoration(of folder: TemporaryFolder) -> Restoration {
        Restoration(of: folder.database, renderer: testRenderer, legacyAnswer: testLegacyAnswer)
    }

    /// `error` is nil where the findings are not looked at.
    private func assertRefused(
        _ error: DatabaseFileError?, _ file: String, in folder: TemporaryFolder, line: UInt = #line
    ) throws {
        let invoices = try openStore(in: folder).walk(InvoiceQuery(), in: 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        XCTAssertThrowsError(try restoration(of: folder).restore(file, at: moment), line: line) {
            if let error { XCTAssertEqual($0 as? DatabaseFileError, error, line: line) }
        }
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted(), names, line: line)
        XCTAssertEqual(try openStore(in: folder).walk(InvoiceQuery(), in: 1), invoices, line: line)
    }
}
