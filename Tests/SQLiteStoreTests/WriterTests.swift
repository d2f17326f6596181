import Accounts
import Dispatch
import Foundation
import GRDB
import Application
import DatabaseFiles
import Ledger
import Primitives
import Synchronization
import XCTest

@testable import SQLiteStore

final class WriterTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private let log = Log()

    final class Log: Sendable {
        private let stored = Mutex<[String]>([])
        var lines: [String] { stored.withLock { $0 } }
        func note(_ line: String) { stored.withLock { $0.append(line) } }
    }

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder) { [log] options in
            options.busyTimeout = 0.05
            options.store.log = { log.note($0) }
        }
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private static let unusable = DomainError.unavailable("The database cannot be used just now.", retryAfter: 10)

    private func beats(_ connection: Connection) throws -> Int64? {
        try connection.first("SELECT beats FROM heartbeat") { $0.integer(0) }
    }

    /// Runs the jobs, all of which wait when the first begins, and gives what became of each.
    private func together(_ jobs: [@Sendable (Connection) throws -> Void]) -> [DomainError?] {
        let outcomes = Mutex<[DomainError?]>(Array(repeating: nil, count: jobs.count))
        let store = store!
        let isLeading = DispatchSemaphore(value: 0)
        let mayGoOn = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            try? store.write { _ in
                isLeading.signal()
                mayGoOn.wait()
            }
        }
        isLeading.wait()
        let group = DispatchGroup()
        for (index, job) in jobs.enumerated() {
            group.enter()
            Thread.detachNewThread {
                do throws(DomainError) {
                    try store.write(job)
                } catch {
                    outcomes.withLock { $0[index] = error }
                }
                group.leave()
            }
        }
        while store.writer?.waitingJobs != jobs.count { sched_yield() }
        mayGoOn.signal()
        group.wait()
        return outcomes.withLock { $0 }
    }

    func testJobsThatWaitShareOneCommit() throws {
        let seen = Mutex<[Int64?]>([])
        let store = store!
        let outcomes = together(
            (0..<8).map { _ in
                { connection in
                    try connection.run("UPDATE heartbeat SET beats = beats + 1")
                    // A reader sees nothing of it before the commit.
                    let outside = try store.readers.read {
                        try $0.first("SELECT beats FROM heartbeat") { $0.integer(0) }
                    }
                    seen.withLock { $0.append(outside) }
                }
            })
        XCTAssertEqual(outcomes, Array(repeating: nil, count: 8))
        XCTAssertEqual(seen.withLock { $0 }, Array(repeating: 0, count: 8))
        XCTAssertEqual(try store.readers.read(beats), 8)
    }

    func testAJobThatFailsFailsAlone() throws {
        let outcomes = together(
            (0..<6).map { index in
                { connection in
                    try connection.run("UPDATE heartbeat SET beats = beats + 1")
                    if index == 1 { throw DomainError.preconditionFailed }
                    if index == 4 { try connection.run("INSERT INTO heartbeat VALUES (2, 0)") }
                }
            })
        XCTAssertEqual(outcomes, [nil, .preconditionFailed, nil, nil, .failed, nil])
        XCTAssertEqual(try store.readers.read(beats), 4)
        XCTAssertEqual(log.lines.count, 1)
        XCTAssertTrue(log.lines[0].contains("CHECK constraint failed"), log.lines[0])
    }

    func testACommitThatFailsFailsForAll() throws {
        let outcomes = together(
            (0..<4).map { index in
                { connection in
                    try connection.run("UPDATE heartbeat SET beats = beats + 1")
                    guard index == 2 else { return }
                    try connection.run("PRAGMA defer_foreign_keys = ON")
                    try connection.run("INSERT INTO customer_names VALUES (99, 'nobody', 1)")
                }
            })
        XCTAssertEqual(outcomes, Array(repeating: .failed, count: 4))
        XCTAssertEqual(try store.readers.read(beats), 0)
        XCTAssertNoThrow(try store.probe())
    }

    func testManyWritersLoseNothing() throws {
        let store = store!
        let failures = Mutex(0)
        concurrently(8) { thread in
            for round in 0..<25 {
                do {
                    try store.write { connection in
                        try connection.run("UPDATE heartbeat SET beats = beats + 1")
                        if (thread + round) % 5 == 0 { throw DomainError.preconditionFailed }
                    }
                } catch {
                    failures.withLock { $0 += 1 }
                }
            }
        }
        XCTAssertEqual(failures.withLock { $0 }, 40)
        XCTAssertEqual(try store.readers.read(beats), 160)
    }

    func testNothingIsWrittenAnyMoreAfterAFailedSync() throws {
        let told = Mutex(0)
        store = nil
        store = try openStore(in: folder) { $0.store.onFailedSync = { told.withLock { $0 += 1 } } }
        XCTAssertFalse(store.hasFailedSync)
        assertThrows(Self.unusable) {
            try store.write { _ in throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC) }
        }
        assertThrows(Self.unusable) { try store.probe() }
        XCTAssertEqual(try store.readers.read(beats), 0)
        XCTAssertTrue(store.hasFailedSync)
        XCTAssertEqual(told.withLock { $0 }, 1)
    }

    func testAnotherErrorOfTheDiskIsNotForEver() throws {
        assertThrows(Self.unusable) {
            try store.write { _ in throw DatabaseError(resultCode: .SQLITE_IOERR_WRITE) }
        }
        XCTAssertNoThrow(try store.probe())
    }

    func testAfterDamageWasMetTheProbeFails() throws {
        assertThrows(DomainError.failed) { try store.read { _ in throw DatabaseError(resultCode: .SQLITE_CORRUPT) } }
        assertThrows(DomainError.failed) { try store.probe() }
        XCTAssertEqual(log.lines.count, 1)
        XCTAssertTrue(log.lines[0].contains("damaged"), log.lines[0])
        // What is not damaged is served.
        XCTAssertNoThrow(try store.register("alice"))
    }

    func testALongLogIsMovedIntoTheDatabase() throws {
        let folder = try TemporaryFolder()
        _ = try openStore(in: folder)
        let writer = Writer(
            try Connection(path: folder.database, configuration: Configuration()), checkpointPages: 20)
        for _ in 0..<100 { try writer.write { try $0.run("UPDATE heartbeat SET beats = beats + 1") } }
        XCTAssertLessThan(try folder.bytes("invoices.db-wal").count, 30 * 4200)
    }

    func testAFullDiskIsSaidAndNothingIsStored() throws {
        let user = try store.register("alice")
        let text = String(repeating: "x", count: 5000)
        try store.write { try $0.run("PRAGMA max_page_count = 60") }
        var stored = 0
        assertThrows(DomainError.insufficientStorage) {
            while stored < 1000 {
                try store.create(try draft(notes: text), by: user.actor)
                stored += 1
            }
        }
        try store.write { try $0.run("PRAGMA max_page_count = 1000000") }
        XCTAssertEqual(try store.walk(InvoiceQuery(), in: user.ledger).count, stored)
        XCTAssertEqual(try store.check(), [])
        XCTAssertNoThrow(try store.create(try draft(notes: text), by: user.actor))
    }

    func testABusyDatabaseIsUnavailableForAMoment() throws {
        let other = try DatabaseQueue(path: folder.database)
        try other.inTransaction(.immediate) { _ in
            assertThrows(DomainError.unavailable("The database is busy.", retryAfter: 1)) { try store.probe() }
            return .rollback
        }
        XCTAssertNoThrow(try store.probe())
    }

    func testWhatCanBeLeftOutWaitsForNobody() throws {
        let busy = DomainError.unavailable("The database is busy.", retryAfter: 1)
        func patience(_ connection: Connection) throws -> Int64? {
            try connection.first("PRAGMA busy_timeout") { $0.integer(0) }
        }
        let before = try XCTUnwrap(store.read(beats))
        try store.writer?.writeWithoutWaiting { connection in
            XCTAssertEqual(try patience(connection), 0)
            try connection.run("UPDATE heartbeat SET beats = beats + 1")
        }
        XCTAssertEqual(try store.read(beats), before + 1)
        try store.write { [store] _ in
            assertThrows(busy) { try store?.performWithoutWaiting("test") { _ in XCTFail("another job is running") } }
        }
        let other = try DatabaseQueue(path: folder.database)
        try other.inTransaction(.immediate) { _ in
            assertThrows(busy) { try store.performWithoutWaiting("test") { _ in XCTFail("another program writes") } }
            return .rollback
        }
        XCTAssertEqual(try store.write(patience), 50, "the others wait as before")
    }

    func testErrorsAreSaidByTheirCode() {
        let failures = Failures(log: { [log] in log.note($0) })
        for (code, expected) in [
            (ResultCode.SQLITE_LOCKED, DomainError.unavailable("The database is busy.", retryAfter: 1)),
            (.SQLITE_READONLY_DBMOVED, Self.unusable), (.SQLITE_CANTOPEN, Self.unusable),
            (.SQLITE_IOERR_WRITE, Self.unusable), (.SQLITE_CORRUPT, .failed), (.SQLITE_MISUSE, .failed),
        ] {
            XCTAssertEqual(failures.domainError(DatabaseError(resultCode: code)), expected)
        }
        XCTAssertEqual(log.lines.count, 5)
    }

    func testWaitsNoLongerThanToldForAReader() throws {
        let folder = try TemporaryFolder()
        let store = try openStore(in: folder) {
            $0.readers = 1
            $0.busyTimeout = 0.01
        }
        let listing = try store.list(InvoiceQuery(), in: 1)
        assertThrows(DomainError.unavailable("Too much is being read at once.", retryAfter: 1)) { try store.user(1) }
        withExtendedLifetime(listing) {}
    }
}
