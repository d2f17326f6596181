import GRDB
import GRDBSQLite

/// Knows how long a connection's write-ahead log is, as SQLite reports after each of its commits.
///
/// The hook replaces SQLite's automatic checkpoints, which do not report that a sync failed.
///
/// Unchecked: read and written only where the connection is used, by one thread at a time.
final class WALMonitor: @unchecked Sendable {
    private(set) var pages: Int32 = 0

    /// To be kept for as long as the connection commits.
    init(of connection: Connection) {
        connection.access { database in
            _ = sqlite3_wal_hook(
                database.sqliteConnection,
                { length, _, _, pages in
                    length.map { Unmanaged<WALMonitor>.fromOpaque($0).takeUnretainedValue().pages = pages }
                    return SQLITE_OK
                }, Unmanaged.passUnretained(self).toOpaque())
        }
    }
}
