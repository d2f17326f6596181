import Primitives

/// Figures of an installation's files, as they are now.
package struct InstallationFigures: Equatable, Sendable {
    /// In bytes; 0 when there is no database.
    package let databaseSize: Int64
    /// In bytes; 0 when there is none.
    package let writeAheadLogSize: Int64
    /// In bytes; nil when it cannot be determined.
    package let freeDiskSpace: Int64?
    /// Nil when no backup was ever made.
    package let lastBackup: Timestamp?

    package init(of paths: InstallationPaths) {
        databaseSize = fileSize(paths.database) ?? 0
        writeAheadLogSize = fileSize(paths.writeAheadLog) ?? 0
        freeDiskSpace = DiskSpace(of: paths.database)?.free
        lastBackup = BackupRecord(in: paths.dataDirectory)?.time
    }
}
