import GRDB

/// One open connection with its prepared statements.
///
/// Unchecked: the pool and the writer see to it that one thread at a time uses it.
final class Connection: @unchecked Sendable {
    private let queue: DatabaseQueue
    private let database: Database
    private var statements: [String: SQLStatement] = [:]
    private var uses = 0

    /// Lists come in more shapes than are worth keeping prepared.
    static let statementLimit = 128

    init(path: String, configuration: Configuration) throws {
        queue = try DatabaseQueue(path: path, configuration: configuration)
        // GRDB hands it out inside an access; that it is used there alone is what `access` is for.
        database = queue.unsafeReentrantRead { $0 }
    }

    /// Everything below happens in here.
    func access<Value>(_ body: (Database) throws -> Value) rethrows -> Value {
        try queue.unsafeReentrantRead(body)
    }

    func migrate(_ migrator: DatabaseMigrator) throws {
        try migrator.migrate(queue)
    }

    var isInTransaction: Bool { database.isInsideTransaction }

    var lastInsertedID: Int64 { database.lastInsertedRowID }

    /// How many rows the last INSERT, UPDATE or DELETE touched itself.
    var changedRows: Int { database.changesCount }

    /// The statement, prepared unless it is at hand. The least recently used makes room.
    func statement(_ sql: String) throws -> SQLStatement {
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
        let statement = try SQLStatement(sql, on: database)
        statement.lastUse = uses
        statements[sql] = statement
        return statement
    }

    /// Runs a statement to its end.
    func run(_ sql: String, _ values: SQLValue...) throws {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.start(values)
        while try statement.step() {}
    }

    /// What `read` makes of the first row; nil when there is none.
    func first<Value>(
        _ sql: String, _ values: SQLValue..., read: (SQLStatement) throws -> Value
    ) throws -> Value? {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.start(values)
        return try statement.step() ? read(statement) : nil
    }

    /// What `read` makes of every row.
    func all<Value>(_ sql: String, _ values: SQLValue..., read: (SQLStatement) throws -> Value) throws -> [Value] {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.start(values)
        var rows: [Value] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }
}
