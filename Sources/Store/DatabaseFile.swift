import Foundation
import GRDB

/// A database file, from the look at what it is to a connection that writes it.
struct DatabaseFile {
    /// In KiB; how much of the database the connection that writes keeps at hand.
    static let writerCache = 8192

    /// What is behind a database's name in those of its logs: SQLite takes whatever has such a name beside a
    /// database for its log, and brings it in.
    static let logs = ["-wal", "-journal"]

    /// What is behind a database's name in those of all files that SQLite makes beside it.
    static let companions = logs + ["-shm"]

    let path: String
    let busyTimeout: Double

    func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.label = readOnly ? "invoices.read" : "invoices.write"
        configuration.readonly = readOnly
        // A higher one would be for root alone, and noted in the log of others.
        configuration.qos = .default
        configuration.busyMode = .timeout(busyTimeout)
        // A list stays in its transaction from one access to the next.
        configuration.allowsUnsafeTransactions = readOnly
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// Throws unless there is nothing yet or a database of this program's, not newer than it. Changes nothing.
    func refuseUnlessOurs() throws(StoreError) {
        // SQLite takes a file of one byte for an empty one, and writes over it.
        guard let header, !header.isEmpty else { return try refuseLogAlone() }
        guard header.count == 100 else { throw .notADatabase(path: path) }
        try translating {
            try inspect { database in
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
                if !isEmpty { try refuseStrangersAndNewer(database) }
            }
        }
    }

    /// What is in a log may be nowhere else; under a new database it would be lost.
    private func refuseLogAlone() throws(StoreError) {
        // A database that may not be read is there all the same.
        var status = stat()
        guard stat(path, &status) == 0 ? status.st_size == 0 : errno == ENOENT, hasLog else { return }
        throw .unusable(
            "There is a log of the database \(path) (\(Self.logs.joined(separator: " or "))), but not the database. Put "
                + "that back beside it, or restore a backup; to begin anew, move the log away.")
    }

    /// Whether there is a log with something in it.
    var hasLog: Bool {
        var status = stat()
        return Self.logs.contains { stat(path + $0, &status) == 0 && status.st_size > 0 }
    }

    /// Throws unless the database has exactly the schema of this program. Changes nothing.
    func refuseUnlessCurrent() throws(StoreError) {
        try translating {
            try inspect { database in
                try refuseStrangersAndNewer(database)
                guard try Migrations.migrator.hasCompletedMigrations(database) else {
                    throw StoreError.olderSchema(path: path)
                }
            }
        }
    }

    /// Opens the connection that writes, makes the database where there is none, and migrates it.
    ///
    /// `snapshotFormat` is the fingerprint of the form in which this program writes invoices.
    func openForWriting(snapshotFormat: Int64) throws(StoreError) -> Connection {
        try translating {
            try createUnlessThere()
            let connection = try Connection(path: path, configuration: configuration(readOnly: false))
            try connection.access { database in
                // Not by GRDB's `journalMode`, which lowers `synchronous` to NORMAL: a power cut would
                // then take acknowledged commits with it.
                let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard journal == "wal" else {
                    throw StoreError.unusable("The database \(path) cannot be given a write-ahead log.")
                }
                // A log that grew while somebody read is cut back afterwards to 32 MiB.
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 33554432")
                try requireFullSync(database)
                try emptyLog(database)
            }
            try connection.migrate(Migrations.migrator)
            try connection.access { database in
                try connection.declare(snapshotFormat: snapshotFormat)
                // What a group of commits changes fits, and need not go to the log before its end; what a savepoint
                // could restore is remembered in memory, not in a file. Only now: migrations may take much room.
                try database.execute(
                    sql: "PRAGMA cache_size = -\(Self.writerCache); PRAGMA temp_store = MEMORY")
            }
            try syncFolder()
            return connection
        }
    }

    /// Moves what an earlier process left in the log into the database.
    ///
    /// After a failed sync what is read from the log may be in the kernel's memory only: nothing that
    /// will be acknowledged may stand behind it there. Does not wait for those who read.
    private func emptyLog(_ database: Database) throws {
        let isInTheWay = try database.withoutWaiting {
            // The first of its columns: whether something kept it from doing all.
            try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") != 0
        }
        guard isInTheWay else { return }
        // It is read, or somebody else writes in it, who is not to be disturbed.
        try database.inTransaction(.immediate) {
            try writeLogAgain()
            return .rollback
        }
    }

    /// Brings the log, of which somebody reads, to the disk where it is: by writing the same bytes to the same places.
    private func writeLogAgain() throws {
        func failure() -> StoreError { .unusable("\(path)-wal cannot be synced: \(String(cString: strerror(errno))).") }
        let descriptor = open(path + "-wal", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var offset = 0
        while true {
            let count = pread(descriptor, &piece, piece.count, offset)
            if count == 0 { break }
            guard count > 0, pwrite(descriptor, piece, count, offset) == count else { throw failure() }
            offset += count
        }
        guard fdatasync(descriptor) == 0 else { throw failure() }
    }

    /// Throws unless every commit is on the disk before it is answered.
    func requireFullSync(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError.unusable("The database \(path) does not sync its commits to the disk.")
        }
    }

    /// The first 100 bytes, or as many as there are; nil when the file cannot be read.
    var header: Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        return try? file.read(upToCount: 100) ?? Data()
    }

    func inspect(_ body: (Database) throws -> Void) throws {
        try DatabaseQueue(path: path, configuration: configuration(readOnly: true)).unsafeRead(body)
    }

    func refuseStrangersAndNewer(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == Migrations.applicationID else {
            throw StoreError.notADatabase(path: path)
        }
        guard try !Migrations.migrator.hasBeenSuperseded(database) else { throw StoreError.newerSchema(path: path) }
    }

    func translating<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .notADatabase(path: path)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            throw .unusable("The database \(path) is damaged. Restore a backup. \(Failures.sentence(error))")
        } catch {
            throw .unusable("The database \(path) cannot be opened: \(Failures.sentence(error)).")
        }
    }
}

extension Database {
    /// Runs `body`, in which a lock that somebody else holds is not waited for.
    func withoutWaiting<Value>(_ body: () throws -> Value) throws -> Value {
        let patience = try Int.fetchOne(self, sql: "PRAGMA busy_timeout") ?? 0
        try execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? execute(sql: "PRAGMA busy_timeout = \(patience)") }
        return try body()
    }
}
