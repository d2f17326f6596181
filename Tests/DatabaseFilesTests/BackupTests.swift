import Accounts
import Foundation
import GRDB
import Application
import Ledger
import Primitives
import Synchronization
import XCTest

@testable import DatabaseFiles
@testable import SQLiteStore

final class BackupTests: XCTestCase {
    func testABackupIsOneFileOfItsOwnersWithEverythingInIt() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let user = try store.register("alice")
        let ids = try (0..<20).map { try store.create(try draft(), by: user.actor, at: $0).id }
        let file = folder.path("backup.db")
        let size = try backup(of: folder).write(to: file)

        XCTAssertEqual(try folder.bytes("backup.db").count, Int(size))
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("backup") },
            ["backup.db"])
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o600)
        // The versions of reading and writing: 1 is a journal, 2 a log beside the file (SQLite's file format, 1.3).
        XCTAssertEqual(try folder.bytes("backup.db")[18...19], Data([1, 1]))
        let copy = try openStore(at: file)
        XCTAssertEqual(try copy.walk(InvoiceQuery(), in: user.ledger).sorted(), ids)
        XCTAssertEqual(try copy.check(), [])
        withExtendedLifetime(store) {}
    }

    func testIsOfOneMomentWhileTheServiceWritesOn() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let user = try store.register("alice")
        // Some steps' worth of pages.
        let text = String(repeating: "x", count: 5000)
        for second in 0..<400 { try store.create(try draft(notes: text), by: user.actor, at: Int64(second)) }
        let before = try store.walk(InvoiceQuery(), in: user.ledger).count
        var steps = 0
        _ = try backup(of: folder).write(to: folder.path("backup.db")) { done, total in
            steps += 1
            XCTAssertLessThanOrEqual(done, total)
            if steps == 1 {
                XCTAssertLessThan(done, total)
                XCTAssertNotNil(try? store.create(draft(), by: user.actor, at: 1000))
            }
        }
        XCTAssertGreaterThan(steps, 1)
        // Copying was not started over for what came in between.
        XCTAssertLessThan(steps, 10)
        let copy = try openStore(at: folder.path("backup.db"))
        XCTAssertEqual(try copy.walk(InvoiceQuery(), in: user.ledger).count, before)
    }

    func testNeitherMovesTheLogNorTakesItAwayWhenItIsTheLastToClose() throws {
        let origin = try TemporaryFolder()
        let store = try openStore(in: origin)
        let user = try store.register("alice")
        try store.create(try draft(), by: user.actor)
        // What kill -9 leaves: nobody else has it open.
        let folder = try TemporaryFolder()
        try origin.copy(["invoices.db", "invoices.db-wal"], to: folder)
        let before = try ["invoices.db", "invoices.db-wal"].map(folder.bytes)
        XCTAssertGreaterThan(before[1].count, 0)
        _ = try backup(of: folder).write(to: folder.path("backup.db"))
        XCTAssertEqual(try ["invoices.db", "invoices.db-wal"].map(folder.bytes), before)
        let copy = try openStore(at: folder.path("backup.db"))
        XCTAssertEqual(try copy.walk(InvoiceQuery(), in: user.ledger).count, 1)
        withExtendedLifetime(store) {}
    }

    func testADamagedDatabaseMakesNoBackup() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let user = try store.register("alice")
        try store.create(try draft(), by: user.actor)
        try store.write { try $0.run("UPDATE invoices SET total_cents = total_cents + 1") }
        XCTAssertThrowsError(try backup(of: folder).write(to: folder.path("backup.db"))) {
            guard case DatabaseFileError.unsound(_, let findings)? = $0 as? DatabaseFileError else {
                return XCTFail("\($0)")
            }
            XCTAssertTrue(findings.contains { $0.contains("its total is 10.01, its items make 10.00") }, "\(findings)")
        }
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("backup") }, [])
    }

    func testWhatIsThereIsRefusedUnlessItIsABackupAndToBeReplaced() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        let file = folder.path("backup.db")
        _ = try backup(of: folder).write(to: file)
        let first = try folder.bytes("backup.db")
        _ = try store.register("alice")
        assertThrows(DatabaseFileError.unusable("The file \(file) is there already.")) {
            try backup(of: folder).write(to: file)
        }
        XCTAssertEqual(try folder.bytes("backup.db"), first)
        _ = try backup(of: folder).write(to: file, replacing: true)
        XCTAssertNotEqual(try folder.bytes("backup.db"), first)

        try Data("letter".utf8).write(to: folder.url.appendingPathComponent("letter"))
        assertThrows(
            DatabaseFileError.unusable("The file \(folder.path("letter")) is no backup, so it is not replaced.")
        ) {
            try backup(of: folder).write(to: folder.path("letter"), replacing: true)
        }
        assertThrows(
            DatabaseFileError.unusable("The file \(folder.database) is the database itself, not a backup of it.")
        ) {
            try backup(of: folder).write(to: folder.database, replacing: true)
        }
    }

    func testALogThatWouldBeTakenForTheBackupsIsNotPassedOver() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder)
        _ = try store.register("alice")
        let file = folder.path("backup.db")
        for log in [file + "-wal", file + "-journal"] {
            try Data("of another one".utf8).write(to: URL(fileURLWithPath: log))
            for isReplacing in [false, true] {
                assertThrows(
                    DatabaseFileError.unusable(
                        "There is \(log), which would be taken for the backup's log. Move it away first.")
                ) { try backup(of: folder).write(to: file, replacing: isReplacing) }
            }
            try FileManager.default.removeItem(atPath: log)
            _ = try backup(of: folder).write(to: file, replacing: true)
        }
    }

    func testTwoDoNotWriteTheSameFileAndAnAbandonedOneIsMadeAnew() throws {
        let folder = try TemporaryFolder()
        _ = try openStore(in: folder).register("alice")
        let file = folder.path("backup.db")
        try Data("what a killed backup left".utf8).write(to: URL(fileURLWithPath: file + ".partial"))
        _ = try backup(of: folder).write(to: file) { done, total in
            assertThrows(DatabaseFileError.unusable("Another process is writing \(file).partial.")) {
                try backup(of: folder).write(to: file)
            }
        }
        XCTAssertEqual(try openStore(at: file).users().count, 1)
    }

    func testADatabaseOfAnOlderVersionIsCopiedAsItIs() throws {
        let folder = try TemporaryFolder()
        try Migrations.migrator().migrate(try DatabaseQueue(path: folder.database), upTo: "1 ledger")
        let before = try folder.bytes("invoices.db")
        _ = try backup(of: folder).write(to: folder.path("backup.db"))
        XCTAssertEqual(try folder.bytes("invoices.db"), before)
        assertThrows(DatabaseFileError.olderSchema(path: folder.path("backup.db"))) {
            try OpenDatabase.openForReading(path: folder.path("backup.db"), renderer: testRenderer)
        }
    }

    // MARK: A folder of them

    func testRotationKeepsTheNewestAndNeverTouchesWhatItDidNotMake() throws {
        let folder = try TemporaryFolder()
        _ = try openStore(in: folder).register("alice")
        let backups = BackupFolder(try makeFolder("backups", in: folder))
        for day in 1...5 {
            _ = try backup(of: folder).write(to: backups.file(at: Timestamp(seconds: Int64(day) * 86_400)))
        }
        let bystanders = [
            "invoices-19700102T000000Z.db.old", "invoices.db", "invoices-19700101T00000xZ.db", "notes.txt",
            "invoices-19700101T000000Z.db", "other-19700102T000000Z.db",
        ]
        // One has such a name, but is somebody's text; others are backups under names of somebody's own.
        for name in bystanders {
            let bytes =
                name.hasPrefix("other") ? try folder.bytes("backups/invoices-19700102T000000Z.db") : Data("x".utf8)
            try bytes.write(to: URL(fileURLWithPath: "\(backups.path)/\(name)"))
        }
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(backups.path)/invoices-19700103T000000Z.db.partial"))

        let latest = backups.file(at: Timestamp(seconds: 5 * 86_400))
        XCTAssertEqual(
            try backups.prune(keeping: 2, latest: latest).sorted(),
            [
                "invoices-19700102T000000Z.db", "invoices-19700103T000000Z.db", "invoices-19700103T000000Z.db.partial",
                "invoices-19700104T000000Z.db",
            ].sorted())
        XCTAssertEqual(
            Set(try FileManager.default.contentsOfDirectory(atPath: backups.path)),
            Set(bystanders + ["invoices-19700105T000000Z.db", "invoices-19700106T000000Z.db"]))
    }

    func testTheOneJustMadeStaysEvenWhenTheClockHasGoneBack() throws {
        let folder = try TemporaryFolder()
        _ = try openStore(in: folder).register("alice")
        let backups = BackupFolder(try makeFolder("backups", in: folder))
        let paths = [100, 200, 50].map { backups.file(at: Timestamp(seconds: $0)) }
        for path in paths { _ = try backup(of: folder).write(to: path) }
        _ = try backups.prune(keeping: 1, latest: paths[2])
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: backups.path), ["invoices-19700101T000050Z.db"])
    }
}

extension XCTestCase {
    func backup(of folder: TemporaryFolder) -> Backup {
        Backup(of: folder.database, renderer: testRenderer)
    }

    func makeFolder(_ name: String, in folder: TemporaryFolder) throws -> String {
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent(name), withIntermediateDirectories: false)
        return folder.path(name)
    }
}
