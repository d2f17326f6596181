import Foundation
import GRDB

/// A database file, from the look at what it is to a connection that writes it.
struct DatabaseFile {
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
        guard let header = FileHandle(forReadingAtPath: path)?.readData(ofLength: 100), !header.isEmpty else { return }
        guard header.count == 100 else { throw .notADatabase(path: path) }
        try translating {
            try inspect { database in
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
                if !isEmpty { try refuseStrangersAndNewer(database) }
            }
        }
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
            // SQLite would make it for everybody to read; its log takes the mode after it.
            close(open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
            let connection = try Connection(path: path, configuration: configuration(readOnly: false))
            try connection.access { database in
                // Not by GRDB's `journalMode`, which lowers `synchronous` to NORMAL: a power cut would
                // then take acknowledged commits with it.
                let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard journal == "wal" else {
                    throw StoreError.unusable("The database \(path) cannot be given a write-ahead log.")
                }
                // 16 MiB of log between checkpoints: what every commit touches is written home once for
                // hundreds of them. A log that grew while somebody read is cut back afterwards.
                try database.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA wal_autocheckpoint = 4000;
                        PRAGMA journal_size_limit = 33554432
                        """)
                try requireFullSync(database)
            }
            try connection.migrate(Migrations.migrator)
            try connection.access { _ in try connection.declare(snapshotFormat: snapshotFormat) }
            return connection
        }
    }

    /// Throws unless every commit is on the disk before it is answered.
    func requireFullSync(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError.unusable("The database \(path) does not sync its commits to the disk.")
        }
    }

    private func inspect(_ body: (Database) throws -> Void) throws {
        try DatabaseQueue(path: path, configuration: configuration(readOnly: true)).unsafeRead(body)
    }

    private func refuseStrangersAndNewer(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == Migrations.applicationID else {
            throw StoreError.notADatabase(path: path)
        }
        guard try !Migrations.migrator.hasBeenSuperseded(database) else { throw StoreError.newerSchema(path: path) }
    }

    private func translating<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .notADatabase(path: path)
        } catch {
            throw .unusable("The database \(path) cannot be opened: \(Failures.sentence(error)).")
        }
    }
}
