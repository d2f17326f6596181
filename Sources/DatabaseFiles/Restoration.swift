import Foundation
import GRDB
import Application
import Ledger
import LedgerCodec
import Primitives
import SQLiteStore

/// Puts a backup in the place of a database that no process uses.
package struct Restoration: Sendable {
    /// What was done.
    package struct Report: Equatable, Sendable {
        /// Where the replaced database is kept, or its log where there was only that; nil when there was neither.
        package let kept: String?
        /// Whether it was possible to see which ids and revisions that database had issued.
        package let countersAreKnown: Bool
        /// Whether the backup was of an older version.
        package let wasMigrated: Bool
        package let users: Int
        package let invoices: Int
        /// When the last change of an invoice in it was made.
        package let latestChange: Timestamp?
    }

    private let database: DatabaseFile
    private let renderer: AnswerRenderer
    private let legacyAnswer: MigrationContext.LegacyAnswer

    /// `renderer` and `legacyAnswer` are those that the store is opened with.
    package init(
        of database: String, busyTimeout: Double = 5, renderer: AnswerRenderer,
        legacyAnswer: @escaping MigrationContext.LegacyAnswer
    ) {
        self.database = DatabaseFile(path: database, busyTimeout: busyTimeout)
        self.renderer = renderer
        self.legacyAnswer = legacyAnswer
    }

    /// Checks the file, copies it, migrates the copy, ends all sessions and tokens in it, and gives it the database's name.
    ///
    /// The file is only read. The database that is replaced is kept under a name with the moment in it; until the last
    /// step, which is one renaming, it keeps its name too, and whatever is thrown before leaves it as it is. Throws
    /// `locked` while a service has it, and says what is wrong with the file. `progress` is told how many pages of how
    /// many are copied, `migrating` how many records of how many are migrated.
    package func restore(
        _ file: String, at moment: Timestamp, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
        migrating: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(DatabaseFileError) -> Report {
        let lock = try WriterLock(for: database.path, timeout: 0)
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
        try copy.requireSound(renderer)
        let issued = try settle()
        let context = MigrationContext(legacyAnswer: legacyAnswer, progress: migrating)
        let (contents, countersAreKnown) = try translated { try prepare(copy, after: issued, context) }
        try copy.leaveLogMode()
        try copy.requireSound(renderer)
        // Before anything of the replaced database is touched.
        try partial.sync()
        var kept = KeptFiles(of: database.path)
        do throws(DatabaseFileError) {
            try kept.link(at: moment)
            try kept.removeLogs()
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
        _ copy: DatabaseFile, after issued: IssuedNumbers?, _ context: MigrationContext
    ) throws -> (contents: Contents, countersAreKnown: Bool) {
        var isCurrent = true
        try copy.inspect { isCurrent = try Migrations.migrator().hasCompletedMigrations($0) }
        let connection = try copy.openForWriting(context)
        return try connection.access { database in
            // A database that has issued less than the backup is another one, such as a new and empty one: how much the
            // one issued which the backup is of is then unknown.
            let issued = try issued.flatMap { try connection.issuedNumbers().areContained(in: $0) ? $0 : nil }
            try database.inTransaction(.immediate) {
                try connection.endSessionsAndTokens(after: issued)
                return .commit
            }
            let contents = (
                !isCurrent, try connection.first("SELECT count(*) FROM users") { Int($0.integer(0)) } ?? 0,
                try connection.first("SELECT count(*) FROM invoices") { Int($0.integer(0)) } ?? 0,
                try connection.first("SELECT record FROM history ORDER BY id DESC LIMIT 1") {
                    try LedgerRecord($0.bytes(0) ?? []).change.moment
                }
            )
            return (contents, issued != nil)
        }
    }

    /// Moves the log of the replaced database into it, so that it is one file, and reads which numbers it has issued:
    /// nil when there is none or it is too damaged. Its log is then left as it is.
    private func settle() throws(DatabaseFileError) -> IssuedNumbers? {
        guard database.looksLikeOurs else { return nil }
        let issued = try? {
            let connection = try Connection(
                path: database.path, configuration: database.configuration(readOnly: false))
            return try connection.access { database in
                _ = try? database.checkpoint(.truncate)
                return try connection.issuedNumbers()
            }
        }()
        // Without its log a sound database would lack the latest changes.
        guard issued == nil || !database.hasLog else {
            throw .unusable(
                "The log of the database \(database.path) cannot be moved into it, because another process, such as a "
                    + "backup or a check, reads it. Wait for that to end.")
        }
        return issued
    }

    private func translated<Value>(_ body: () throws -> Value) throws(DatabaseFileError) -> Value {
        try database.translating(body)
    }
}
