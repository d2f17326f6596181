import Foundation
import Invoicing

/// Makes copies of a database that are good to be restored, whether a service works in it or not.
///
/// The database is only read: its log is neither written nor moved into it, so that the service
/// stays the only process that does either.
package struct Backup: Sendable {
    private let source: DatabaseFile
    private let snapshot: @Sendable (Invoice) -> [UInt8]

    /// `snapshot` is the one that the store is opened with.
    package init(of database: String, busyTimeout: Double = 5, snapshot: @escaping @Sendable (Invoice) -> [UInt8]) {
        source = DatabaseFile(path: database, busyTimeout: busyTimeout)
        self.snapshot = snapshot
    }

    /// Writes the database as it is now to a file of one's own; returns the file's size in bytes.
    ///
    /// The file gets its name when it is whole, found to be sound, and on the disk. One that is there
    /// already is refused, unless it is to be replaced and is a backup itself. `progress` is told how
    /// many pages of how many are copied.
    package func write(
        to file: String, replacing: Bool = false, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(StoreError) -> Int64 {
        try source.refuseUnlessKnown()
        try refuseUnlessFree(file, replacing: replacing)
        let partial = try PartialFile(for: file)
        try source.copy(to: partial.path, progress: progress)
        try DatabaseFile(path: partial.path, busyTimeout: source.busyTimeout).requireSound(snapshot)
        // Copying took its time.
        try refuseUnlessFree(file, replacing: replacing)
        return try partial.publish()
    }

    private func refuseUnlessFree(_ file: String, replacing: Bool) throws(StoreError) {
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
