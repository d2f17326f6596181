import Foundation
import GRDB
import Application
import SQLiteStore

/// Copying a database that may be in use, and checking a copy.
extension DatabaseFile {
    /// So many pages are copied between two reports of the progress: 4 MiB.
    private static let pagesPerStep: Int32 = 1024

    /// Throws unless there is a database of this program's, not newer than it. Changes nothing.
    func refuseUnlessKnown() throws(DatabaseFileError) {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw .unusable("There is no file \(path), or it may not be read.")
        }
        guard header?.count == 100 else { throw .notADatabase(path: path) }
        try translating { try inspect(refuseStrangersAndNewer) }
    }

    /// Writes one state of the database, which is only read, into an empty file: a database in one file,
    /// without a write-ahead log.
    ///
    /// `progress` is told after each step how many pages of how many are copied.
    func copy(to target: String, progress: (_ done: Int, _ total: Int) -> Void) throws(DatabaseFileError) {
        let copy = DatabaseFile(path: target, busyTimeout: busyTimeout)
        do {
            try copyPages(to: copy, progress: progress)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw .unusable("There is no room for \(target).")
        } catch {
            throw .unusable("The database \(path) cannot be copied to \(target): \(Failures.sentence(error)).")
        }
        try copy.leaveLogMode()
    }

    private func copyPages(to target: DatabaseFile, progress: (_ done: Int, _ total: Int) -> Void) throws {
        var targetConfiguration = target.configuration(readOnly: false)
        targetConfiguration.prepareDatabase { database in
            // An interrupted copy is never opened, and a whole one is synced before it gets its name.
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
        }
        let source = try Connection(path: path, configuration: configuration(readOnly: true))
        let queue = try DatabaseQueue(path: target.path, configuration: targetConfiguration)
        try source.access { database in
            // One transaction from the first page to the last: with one for each step, every commit of the
            // service in between would make the copying start over.
            try source.run("BEGIN")
            defer { try? source.run("ROLLBACK") }
            _ = try source.first("SELECT count(*) FROM sqlite_master") { $0.integer(0) }
            try withoutActuallyEscaping(progress) { progress in
                try queue.writeWithoutTransaction { copy in
                    try database.backup(to: copy, pagesPerStep: Self.pagesPerStep) { step in
                        progress(step.totalPageCount - step.remainingPageCount, step.totalPageCount)
                    }
                }
            }
        }
        try queue.close()
    }

    /// Makes a database that no other connection has open one file, without a write-ahead log.
    func leaveLogMode() throws(DatabaseFileError) {
        try translating {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            let mode = try queue.writeWithoutTransaction {
                try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE")
            }
            guard mode == "delete" else {
                throw DatabaseFileError.unusable("The database \(path) cannot be taken out of its write-ahead log.")
            }
            try queue.close()
        }
    }

    /// Throws unless the database is sound: by all that `SQLiteStore.check()` verifies, and under an older schema by the
    /// file and its references.
    func requireSound(_ renderer: AnswerRenderer) throws(DatabaseFileError) {
        try translating {
            let connection = try Connection(path: path, configuration: configuration(readOnly: true))
            let findings = try connection.access { database in
                guard try Migrations.migrator().hasCompletedMigrations(database) else {
                    let damage = try connection.damage()
                    return damage.isEmpty ? try connection.danglingReferences() : damage
                }
                return try connection.findings(ReadyAnswers(renderer))
            }
            guard findings.isEmpty else { throw DatabaseFileError.unsound(path: path, findings: findings) }
        }
    }

    /// Whether the file begins as a database of this program's does: told by its first bytes alone
    /// (SQLite's file format, 1.3).
    var looksLikeOurs: Bool {
        guard let header, header.count == 100 else { return false }
        let applicationID = header[68..<72].reduce(0) { $0 << 8 | Int($1) }
        return header.starts(with: Data("SQLite format 3\0".utf8)) && applicationID == Migrations.applicationID
    }

    /// Whether two names are of one file.
    func isSameFile(as other: String) -> Bool {
        var one = stat()
        var two = stat()
        return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }
}
