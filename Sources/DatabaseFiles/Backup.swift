import Foundation
import Application
import SQLiteStore

/// Makes copies of a database that can be restored, whether a service is running on it or not.
///
/// The database is only read: its log is neither written nor moved into it, so that the service
/// remains the only process that does either.
package struct Backup: Sendable {
    private let source: DatabaseFile
    private let renderer: AnswerRenderer

    /// `renderer` is the one that the store is opened with.
    package init(of database: String, busyTimeout: Double = 5, renderer: AnswerRenderer) {
        source = DatabaseFile(path: database, busyTimeout: busyTimeout)
        self.renderer = renderer
    }

    /// Writes the database as it is now to a file that only its owner may read; returns the file's size in bytes.
    ///
    /// The file gets its name when it is whole, found to be sound, and on the disk. One that exists already is refused,
    /// unless it is to be replaced and is a backup itself. `progress` is told how many pages of how many are copied.
    package func write(
        to file: String, replacing: Bool = false, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(DatabaseFileError) -> Int64 {
        try source.refuseUnlessKnown()
        try refuseUnlessFree(file, replacing: replacing)
        let partial = try PartialFile(for: file)
        try source.copy(to: partial.path, progress: progress)
        try DatabaseFile(path: partial.path, busyTimeout: source.busyTimeout).requireSound(renderer)
        // That may have changed while it was copied.
        try refuseUnlessFree(file, replacing: replacing)
        return try partial.publish()
    }

    private func refuseUnlessFree(_ file: String, replacing: Bool) throws(DatabaseFileError) {
        guard !source.isSameFile(as: file) else {
            throw .unusable("The file \(file) is the database itself, not a backup of it.")
        }
        var status = stat()
        for log in DatabaseFile.logs where lstat(file + log, &status) == 0 {
            throw .unusable("There is \(file)\(log), which would be taken for the backup's log. Move it away first.")
        }
        guard lstat(file, &status) == 0 else { return }
        guard replacing else { throw .unusable("The file \(file) is there already.") }
        guard DatabaseFile(path: file, busyTimeout: 0).looksLikeOurs else {
            throw .unusable("The file \(file) is no backup, so it is not replaced.")
        }
    }
}
