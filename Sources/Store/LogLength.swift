import GRDB
import GRDBSQLite

/// How long a connection's write-ahead log is, as SQLite tells after each of its commits.
///
/// Being told takes the place of SQLite's own checkpoints, which keep to themselves that a sync failed.
///
/// Unchecked: read and written only where the connection is used, by one thread at a time.
final class LogLength: @unchecked Sendable {
    private(set) var pages: Int32 = 0

    /// To be kept for as long as the connection commits.
    init(of connection: Connection) {
        connection.access { database in
            _ = sqlite3_wal_hook(
                database.sqliteConnection,
                { length, _, _, pages in
                    length.map { Unmanaged<LogLength>.fromOpaque($0).takeUnretainedValue().pages = pages }
                    return SQLITE_OK
                }, Unmanaged.passUnretained(self).toOpaque())
        }
    }
}
