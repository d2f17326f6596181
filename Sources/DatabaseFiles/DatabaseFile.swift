import Foundation
import GRDB
import SQLiteStore

/// A database file: what it is, and connections to it.
struct DatabaseFile {
    /// The suffixes of a database's logs: SQLite takes a file of such a name beside a database for its log, and
    /// replays it.
    static let logs = ["-wal", "-journal"]

    /// The suffixes of all files that SQLite makes beside a database.
    static let companions = logs + ["-shm"]

    let path: String
    let busyTimeout: Double

    func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.label = readOnly ? "invoices.read" : "invoices.write"
        configuration.readonly = readOnly
        // A higher one is for root alone; for others GRDB logs a warning.
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
    func refuseUnlessOurs() throws(DatabaseFileError) {
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

    /// What is in a log may be nowhere else; beside a new database it would be lost.
    private func refuseLogAlone() throws(DatabaseFileError) {
        // A database without permission to read it exists all the same.
        var status = stat()
        guard stat(path, &status) == 0 ? status.st_size == 0 : errno == ENOENT, hasLog else { return }
        throw .unusable(
            "There is a log of the database \(path) (\(Self.logs.joined(separator: " or "))), but not the database. Put "
                + "that back beside it, or restore a backup; to start with an empty database, move the log away.")
    }

    /// Whether there is a log with something in it.
    var hasLog: Bool {
        var status = stat()
        return Self.logs.contains { stat(path + $0, &status) == 0 && status.st_size > 0 }
    }

    /// Throws unless the database has exactly the schema of this program. Changes nothing.
    func refuseUnlessCurrent() throws(DatabaseFileError) {
        try translating {
            try inspect { database in
                try refuseStrangersAndNewer(database)
                guard try Migrations.migrator().hasCompletedMigrations(database) else {
                    throw DatabaseFileError.olderSchema(path: path)
                }
            }
        }
    }

    /// Opens the connection that writes, makes the database where there is none, and migrates it.
    func openForWriting(_ context: MigrationContext) throws(DatabaseFileError) -> Connection {
        try translating {
            try createUnlessThere()
            let connection = try Connection(path: path, configuration: configuration(readOnly: false))
            try connection.access { database in
                // Not by GRDB's `journalMode`, which lowers `synchronous` to NORMAL: a power cut would
                // then take acknowledged commits with it.
                let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard journal == "wal" else {
                    throw DatabaseFileError.unusable("The database \(path) cannot be given a write-ahead log.")
                }
                // A log that grew because of a long read is cut back afterwards to 32 MiB.
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 33554432")
                try requireFullSync(database)
                try emptyLog(database)
            }
            try connection.migrate(Migrations.migrator(context))
            try connection.access { database in
                // What a migration wrote. While it is being read, a later commit does that.
                _ = try? database.checkpoint(.truncate)
                // What a group of jobs changes fits in the cache, and need not be written to the log before the
                // commit; what a savepoint could restore is kept in memory, not in a file. Only now: migrations must
                // not take much memory.
                try database.execute(
                    sql: "PRAGMA cache_size = -\(Connection.writerCache); PRAGMA temp_store = MEMORY")
            }
            try syncFolder()
            return connection
        }
    }

    /// Moves what an earlier process left in the log into the database.
    ///
    /// After a failed sync what is read from the log may be in the kernel's memory only: nothing that will be
    /// acknowledged may be appended to it. Does not wait for readers.
    private func emptyLog(_ database: Database) throws {
        let isIncomplete = try database.withoutWaiting {
            // The first column tells whether something prevented it from moving everything.
            try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") != 0
        }
        guard isIncomplete else { return }
        // Another connection reads it, or writes, which is not to be disturbed.
        try database.inTransaction(.immediate) {
            try writeLogAgain()
            return .rollback
        }
    }

    /// Syncs the log, which is being read, in place: by writing the same bytes to the same offsets.
    private func writeLogAgain() throws {
        func failure() -> DatabaseFileError {
            .unusable("\(path)-wal cannot be synced: \(String(cString: strerror(errno))).")
        }
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
            throw DatabaseFileError.unusable("The database \(path) does not sync its commits to the disk.")
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
            throw DatabaseFileError.notADatabase(path: path)
        }
        guard try !Migrations.migrator().hasBeenSuperseded(database) else {
            throw DatabaseFileError.newerSchema(path: path)
        }
    }

    func translating<Value>(_ body: () throws -> Value) throws(DatabaseFileError) -> Value {
        do {
            return try body()
        } catch let error as DatabaseFileError {
            throw error
        } catch let error as MigrationFault {
            throw .unusable("The database \(path) cannot be migrated, and was left as it was. \(error)")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .notADatabase(path: path)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            throw .unusable("The database \(path) is damaged. Restore a backup. \(Failures.sentence(error))")
        } catch {
            throw .unusable("The database \(path) cannot be opened: \(Failures.sentence(error)).")
        }
    }
}
