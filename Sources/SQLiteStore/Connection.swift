import GRDB
import GRDBSQLite

/// One open connection with its prepared statements.
///
/// GRDB opens it and wants it used on its own queue: ``access(_:)``. That is needed for what GRDB takes part in:
/// preparing statements, and commits, of which SQLite notifies it. Reading rows bypasses the queue, which costs more
/// than a short query.
///
/// Unchecked: the pool and the writer see to it that one thread at a time uses it.
package final class Connection: @unchecked Sendable {
    /// In KiB; how much of the database the connection that writes keeps in memory.
    package static let writerCache = 8192

    private let queue: DatabaseQueue
    private let handle: SQLiteConnection
    private var statements: [String: SQLStatement] = [:]
    /// How many statements were asked for.
    private(set) var uses = 0
    let pages = PageCache()
    /// What the transaction that is under way has changed.
    var effects = WriteEffects()

    /// Lists are of more shapes than are worth keeping prepared.
    static let statementLimit = 128

    package init(path: String, configuration: Configuration) throws {
        queue = try DatabaseQueue(path: path, configuration: configuration)
        handle = try queue.unsafeReentrantRead { database in
            guard let handle = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
            return handle
        }
    }

    /// Runs what GRDB takes part in.
    package func access<Value>(_ body: (Database) throws -> Value) rethrows -> Value {
        try queue.unsafeReentrantRead(body)
    }

    package func migrate(_ migrator: DatabaseMigrator) throws {
        try migrator.migrate(queue)
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// How many rows the last INSERT, UPDATE or DELETE touched itself.
    var changedRows: Int { Int(sqlite3_changes(handle)) }

    /// How many rows were touched since the connection was opened, by triggers too.
    var totalChanges: Int64 { sqlite3_total_changes64(handle) }

    /// The statement, prepared unless it is kept already. The least recently used one makes room.
    package func statement(_ sql: String) throws -> SQLStatement {
        uses += 1
        if let known = statements[sql] {
            known.lastUse = uses
            return known
        }
        if statements.count >= Self.statementLimit,
            let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            statements[oldest.key] = nil
        }
        let statement = try access { try SQLStatement(sql, on: $0) }
        statement.lastUse = uses
        statements[sql] = statement
        return statement
    }

    /// Runs `body`, and adds the number of its statements.
    func counting<Value>(_ statements: inout Int, _ body: (Connection) throws -> Value) rethrows -> Value {
        let before = uses
        defer { statements += uses - before }
        return try body(self)
    }

    /// Runs a statement to its end.
    package func run(_ sql: String, _ values: SQLValue...) throws {
        try run(sql, values)
    }

    /// Runs a statement to its end.
    func run(_ sql: String, _ values: [SQLValue]) throws {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.start(values)
        while try statement.step() {}
    }

    /// What `read` makes of the first row; nil when there is none.
    package func first<Value>(
        _ sql: String, _ values: SQLValue..., read: (SQLStatement) throws -> Value
    ) throws -> Value? {
        try statement(sql).first(values, read)
    }

    /// What `read` makes of every row.
    package func all<Value>(
        _ sql: String, _ values: SQLValue..., read: (SQLStatement) throws -> Value
    ) throws -> [Value] {
        try statement(sql).all(values, read)
    }
}
