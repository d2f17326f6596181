import Foundation
import GRDB
import Invoicing

/// Puts a backup in the place of a database that no process uses.
package struct Restoration: Sendable {
    /// What was done.
    package struct Report: Equatable, Sendable {
        /// Where the database that was there is now, or its log where only that was there; nil when neither was.
        package let kept: String?
        /// Whether it was possible to see which numbers that database had given out.
        package let countersAreKnown: Bool
        /// Whether the backup was of an older version.
        package let wasMigrated: Bool
        package let users: Int
        package let invoices: Int
        /// When the last change in it was made.
        package let latestChange: Timestamp?
    }

    private let database: DatabaseFile
    private let snapshot: @Sendable (Invoice) -> [UInt8]

    /// `snapshot` is the one that the store is opened with.
    package init(of database: String, busyTimeout: Double = 5, snapshot: @escaping @Sendable (Invoice) -> [UInt8]) {
        self.database = DatabaseFile(path: database, busyTimeout: busyTimeout)
        self.snapshot = snapshot
    }

    /// Looks the file over, copies it, ends all sessions and tokens in the copy, and gives that the database's name.
    ///
    /// The file is only read. The database that is there is kept under a name with the moment in it;
    /// until the very last step, which is one renaming, it is in its place, and whatever is thrown before leaves
    /// it there. Throws `locked` while a service has it, and says what is wrong with the file.
    package func restore(
        _ file: String, at moment: Timestamp, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(StoreError) -> Report {
        let lock = try WriterLock(for: database.path, patience: 0)
        defer { withExtendedLifetime(lock) {} }
        let backup = DatabaseFile(path: file, busyTimeout: database.busyTimeout)
        guard !backup.isSameFile(as: database.path) else {
            throw .unusable("The file \(file) is the database itself, not a backup of it.")
        }
        try backup.refuseUnlessKnown()
        let partial = try PartialFile(for: database.path)
        let copy = DatabaseFile(path: partial.path, busyTimeout: database.busyTimeout)
        try backup.copy(to: copy.path, progress: progress)
        // Before it is migrated, which would stumble over damage.
        try copy.requireSound(snapshot)
        let counters = try settle()
        let (contents, countersAreKnown) = try translated { try prepare(copy, after: counters) }
        try copy.leaveLogMode()
        try copy.requireSound(snapshot)
        // Before anything of what is there is touched.
        try partial.sync()
        var kept = KeptFiles(of: database.path)
        do throws(StoreError) {
            try kept.link(at: moment)
            try kept.takeLogsAway()
            _ = try partial.publish()
        } catch {
            if !partial.isPublished { kept.undo() }
            throw error
        }
        return Report(
            kept: kept.path, countersAreKnown: countersAreKnown, wasMigrated: contents.wasMigrated,
            users: contents.users, invoices: contents.invoices, latestChange: contents.latestChange)
    }

    private typealias Contents = (wasMigrated: Bool, users: Int, invoices: Int, latestChange: Timestamp?)

    /// Migrates the copy, and ends what was issued before.
    private func prepare(
        _ copy: DatabaseFile, after counters: IssuedNumbers?
    ) throws -> (contents: Contents, countersAreKnown: Bool) {
        var isCurrent = true
        try copy.inspect { isCurrent = try Migrations.migrator.hasCompletedMigrations($0) }
        let connection = try copy.openForWriting(snapshotFormat: SnapshotReader.fingerprint(of: snapshot))
        return try connection.access { database in
            // One that has given out less than the backup is another one, such as a new and empty one: how far
            // that came which the backup is of, nobody can see.
            let counters = try counters.flatMap { try connection.issuedNumbers().areContained(in: $0) ? $0 : nil }
            try database.inTransaction(.immediate) {
                try connection.endSessionsAndTokens(after: counters)
                return .commit
            }
            let contents = (
                !isCurrent, try connection.first("SELECT count(*) FROM users") { Int($0.integer(0)) } ?? 0,
                try connection.first("SELECT count(*) FROM invoices") { Int($0.integer(0)) } ?? 0,
                try connection.first("SELECT moment FROM changes ORDER BY id DESC LIMIT 1") {
                    Timestamp(seconds: $0.integer(0))
                }
            )
            return (contents, counters != nil)
        }
    }

    /// Moves the log of the database that is there into it, so that it is one file, and sees which numbers it has
    /// given out: nil when it is not there or too damaged. Its log is then left as it is.
    private func settle() throws(StoreError) -> IssuedNumbers? {
        guard database.looksLikeOurs else { return nil }
        let counters = try? {
            let connection = try Connection(
                path: database.path, configuration: database.configuration(readOnly: false))
            return try connection.access { database in
                _ = try? database.checkpoint(.truncate)
                return try connection.issuedNumbers()
            }
        }()
        // Without its log a sound database would miss what came last.
        guard counters == nil || !database.hasLog else {
            throw .unusable(
                "The log of the database \(database.path) cannot be moved into it, because another process, such as a "
                    + "backup or a check, reads it. Let that end first.")
        }
        return counters
    }

    private func translated<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        try database.translating(body)
    }
}

/// How far a database has counted, so that another can go on where it ended.
private struct IssuedNumbers {
    /// The last id of each table whose ids are never given again.
    let ids: [String: Int64]
    /// The greatest of all users' generations.
    let generation: Int64

    func areContained(in other: IssuedNumbers) -> Bool {
        generation <= other.generation && ids.allSatisfy { $0.value <= other.ids[$0.key] ?? 0 }
    }
}

extension Connection {
    /// Further on than anybody has come unseen since a backup.
    private static let berth: Int64 = 1_000_000

    fileprivate func issuedNumbers() throws -> IssuedNumbers {
        let ids = try all("SELECT name, seq FROM sqlite_sequence") { ($0.text(0), $0.integer(1)) }
        return IssuedNumbers(
            ids: Dictionary(ids) { max($0, $1) },
            generation: try first("SELECT ifnull(max(generation), 0) FROM users") { $0.integer(0) } ?? 0)
    }

    /// Ends every session and token that was ever issued, of the database that is replaced too.
    ///
    /// What that one gave out is not given again: a token names a user's id and generation, an `ETag`
    /// a change. Idempotency keys stay: they say what this very database answered.
    fileprivate func endSessionsAndTokens(after issued: IssuedNumbers?) throws {
        try run("DELETE FROM sessions")
        try run(
            "UPDATE users SET generation = max(?1, (SELECT max(generation) FROM users)) + ?2",
            .integer(issued?.generation ?? 0), .integer(issued == nil ? Self.berth : 1))
        let tables = try all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        ) { $0.text(0) }
        for table in tables {
            let last = try first("SELECT seq FROM sqlite_sequence WHERE name = ?1", .text(table)) { $0.integer(0) }
            try run("DELETE FROM sqlite_sequence WHERE name = ?1", .text(table))
            try run(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, max(?2, ?3) + ?4)", .text(table),
                .integer(last ?? 0), .integer(issued?.ids[table] ?? 0), .integer(issued == nil ? Self.berth : 0))
        }
    }
}
