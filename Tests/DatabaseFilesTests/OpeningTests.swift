import Accounts
import Foundation
import GRDB
import Application
import Ledger
import Primitives
import XCTest

@testable import DatabaseFiles
@testable import SQLiteStore

final class OpeningTests: XCTestCase {
    func testMakesADatabaseThatSyncsEveryCommit() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let pragmas = try store.write { connection in
            try ["synchronous", "journal_mode", "foreign_keys", "trusted_schema", "cell_size_check", "application_id"]
                .map { try connection.first("PRAGMA \($0)") { $0.text(0) } }
        }
        XCTAssertEqual(pragmas, ["2", "wal", "1", "0", "1", "1229870671"])
    }

    func testTheDatabaseIsItsOwnersAlone() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        for name in ["invoices.db", "invoices.db-wal", "invoices.db-shm", "invoices.db.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
            XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o600, name)
        }
        withExtendedLifetime(store) {}
    }

    func testRefusesAConnectionThatDoesNotSyncEveryCommit() throws {
        let queue = try DatabaseQueue()
        let file = DatabaseFile(path: "x.db", busyTimeout: 0)
        try queue.write { try file.requireFullSync($0) }
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            assertThrows(DatabaseFileError.unusable("The database x.db does not sync its commits to the disk.")) {
                try file.requireFullSync(database)
            }
        }
    }

    func testKeepsASecondWriterOut() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let expected = DatabaseFileError.locked(path: folder.database, by: getpid())
        assertThrows(expected) { try openStore(in: folder) }
        assertThrows(expected) { try openStore(in: folder) { $0.lockTimeout = 0.05 } }
        XCTAssertEqual("\(expected)", "The database \(folder.database) is in use by process \(getpid()).")
        withExtendedLifetime(store) {}
    }

    func testWaitsForTheLockWhenToldTo() throws {
        let folder = try TemporaryFolder()
        var first: SQLiteStore? = try openStore(in: folder)
        _ = try first?.register("alice")
        let opened = expectation(description: "the second opens")
        let path = folder.database
        Thread.detachNewThread {
            let second = try? openStore(at: path) { $0.lockTimeout = 60 }
            XCTAssertEqual((try? second?.users())?.count, 1)
            opened.fulfill()
        }
        first = nil
        wait(for: [opened], timeout: 60)
    }

    func testTheLockOutlivesAStoreWhoseProcessKeepsItForTheNext() throws {
        let folder = try TemporaryFolder()
        var database: OpenDatabase? = try open(folder)
        // As the descriptor that was passed over an `exec`: the same open file, closed by nobody else.
        let kept = dup(try XCTUnwrap(database?.lockDescriptor))
        database = nil
        let expected = DatabaseFileError.locked(path: folder.database, by: getpid())
        assertThrows(expected) { try openStore(in: folder) }
        var next: OpenDatabase? = try open(folder, inheriting: kept)
        XCTAssertEqual(next?.lockDescriptor, kept)
        XCTAssertEqual(fcntl(kept, F_GETFD), FD_CLOEXEC)
        assertThrows(expected) { try openStore(in: folder) }
        next = nil
        XCTAssertNoThrow(try openStore(in: folder))
    }

    private func open(_ folder: TemporaryFolder, inheriting lock: Int32? = nil) throws -> OpenDatabase {
        var options = OpenDatabase.Options()
        options.inheritedLock = lock
        return try OpenDatabase.open(
            path: folder.database, options: options, renderer: testRenderer, legacyAnswer: testLegacyAnswer)
    }

    func testTheLockIsKeptForAsLongAsTheStore() throws {
        let folder = try TemporaryFolder()
        var store: SQLiteStore? = try open(folder).store
        let expected = DatabaseFileError.locked(path: folder.database, by: getpid())
        assertThrows(expected) { try openStore(in: folder) }
        XCTAssertNoThrow(try store?.probe())
        store = nil
        XCTAssertNoThrow(try openStore(in: folder))
    }

    func testTheLockOfAnotherDatabaseIsNotTakenForThisOne() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let store = try openStore(in: folder)
        let expected = DatabaseFileError.locked(path: folder.database, by: getpid())
        let strange = Glibc.open(other.database + ".lock", O_RDWR | O_CREAT, 0o600)
        assertThrows(expected) { try openStore(in: folder) { $0.inheritedLock = strange } }
        XCTAssertEqual(fcntl(strange, F_GETFD), -1)
        assertThrows(expected) { try openStore(in: folder) { $0.inheritedLock = 9999 } }
        withExtendedLifetime(store) {}
    }

    func testExaminesBesideAWriterWhatCouldBeOpened() throws {
        let folder = try TemporaryFolder()
        XCTAssertNoThrow(try OpenDatabase.examine(path: folder.database))
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder.database))
        let store = try openStore(in: folder)
        XCTAssertNoThrow(try OpenDatabase.examine(path: folder.database))
        try DatabaseQueue(path: folder.database).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')")
        }
        assertThrows(DatabaseFileError.newerSchema(path: folder.database)) {
            try OpenDatabase.examine(path: folder.database)
        }
        withExtendedLifetime(store) {}
    }

    func testRefusesANewerSchemaUntouched() throws {
        let folder = try TemporaryFolder()
        _ = try openStore(in: folder).register("alice")
        try DatabaseQueue(path: folder.database).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')")
        }
        try assertRefused(.newerSchema(path: folder.database), in: folder, files: ["invoices.db"])
    }

    func testRefusesANewerSchemaThatIsInTheLogOnly() throws {
        let origin = try TemporaryFolder()
        let store = try openStore(in: origin)
        try store.write { try $0.run("INSERT INTO grdb_migrations VALUES ('999 from the future')") }
        let folder = try TemporaryFolder()
        try origin.copy(["invoices.db", "invoices.db-wal"], to: folder)
        try assertRefused(.newerSchema(path: folder.database), in: folder, files: ["invoices.db", "invoices.db-wal"])
    }

    func testRefusesWhatIsNoDatabaseUntouched() throws {
        for content in [
            "x", String(repeating: "y", count: 200), String(repeating: "not a database\n", count: 1000),
            "SQLite format 3\0",
        ] {
            let folder = try TemporaryFolder()
            try Data(content.utf8).write(to: folder.url.appendingPathComponent("invoices.db"))
            try assertRefused(.notADatabase(path: folder.database), in: folder, files: ["invoices.db"])
        }
    }

    func testRefusesAnotherProgramsDatabaseUntouched() throws {
        let folder = try TemporaryFolder()
        try DatabaseQueue(path: folder.database).write { try $0.execute(sql: "CREATE TABLE recipes (id INTEGER)") }
        try assertRefused(.notADatabase(path: folder.database), in: folder, files: ["invoices.db"])
    }

    private func assertRefused(
        _ error: DatabaseFileError, in folder: TemporaryFolder, files: [String], line: UInt = #line
    ) throws {
        let before = try files.map(folder.bytes)
        assertThrows(error, line: line) { try openStore(in: folder) }
        assertThrows(error, line: line) { try openForReading(in: folder) }
        XCTAssertEqual(try files.map(folder.bytes), before, line: line)
    }

    func testABeginningThatWasCutShortIsNoDatabase() throws {
        let folder = try TemporaryFolder()
        for name in ["invoices.db.new", "invoices.db.new-wal"] {
            try Data("half of a database".utf8).write(to: folder.url.appendingPathComponent(name))
        }
        let made = try openStore(in: folder)
        XCTAssertEqual(try made.users(), [])
        XCTAssertEqual(try made.check(), [])
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder.path("invoices.db.new")))
    }

    func testALogWithoutItsDatabaseIsRefusedAndStays() throws {
        let origin = try TemporaryFolder()
        let store = try openStore(in: origin)
        _ = try store.register("bob")
        for hasEmptyDatabase in [false, true] {
            let folder = try TemporaryFolder()
            try origin.copy(["invoices.db-wal"], to: folder)
            if hasEmptyDatabase { try Data().write(to: folder.url.appendingPathComponent("invoices.db")) }
            XCTAssertThrowsError(try openStore(in: folder)) {
                XCTAssertTrue("\($0)".contains("but not the database. Put that back"), "\($0)")
            }
            XCTAssertEqual(try folder.bytes("invoices.db-wal"), try origin.bytes("invoices.db-wal"))
            // With its database again, all is there.
            try? FileManager.default.removeItem(atPath: folder.database)
            try origin.copy(["invoices.db"], to: folder)
            XCTAssertEqual(try openStore(in: folder).users().map(\.username), ["bob"])
        }
        withExtendedLifetime(store) {}
    }

    func testTakesAnEmptyFileForANewDatabase() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: folder.url.appendingPathComponent("invoices.db"))
        XCTAssertEqual(try openStore(in: folder).register("alice").id, 1)
    }

    func testSaysThatAFolderIsMissing() throws {
        let folder = try TemporaryFolder()
        XCTAssertThrowsError(try openStore(at: folder.path("no/such.db"))) {
            XCTAssertTrue("\($0)".contains("No such file or directory"), "\($0)")
        }
    }

    func testEverythingAcknowledgedIsThereAfterAKill() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let user = try store.register("alice")
        let ids = try (0..<20).map { try store.create(try draft(), by: user.actor, at: $0).id }
        // What kill -9 leaves: the database and its log, without a checkpoint and without the shared memory.
        let copy = try TemporaryFolder()
        try folder.copy(["invoices.db", "invoices.db-wal"], to: copy)
        let reopened = try openStore(in: copy)
        XCTAssertEqual(try reopened.walk(InvoiceQuery(), in: user.ledger).sorted(), ids)
        XCTAssertEqual(try reopened.check(), [])
    }

    func testReadsBesideAWriterWithoutTheLock() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let user = try store.register("alice")
        let id = try store.create(try draft(), by: user.actor).id
        let reader = try openForReading(in: folder)
        XCTAssertEqual(try reader.invoice(id, in: user.ledger, fields: .all)?.customerName, "Acme Corp")
        XCTAssertEqual(try reader.check(), [])
        assertThrows(DomainError.unavailable("The database is open for reading only.", retryAfter: 60)) {
            try reader.perform("shut out") { try $0.setActive(false, user: user.id) }
        }
    }

    func testReadingAloneDoesNotMigrate() throws {
        let folder = try TemporaryFolder()
        _ = try openStore(in: folder).register("alice")
        try DatabaseQueue(path: folder.database).write { try $0.execute(sql: "DELETE FROM grdb_migrations") }
        assertThrows(DatabaseFileError.olderSchema(path: folder.database)) {
            try openForReading(in: folder)
        }
    }
}
