import GRDB
import GRDBSQLite

/// A value that is bound to a parameter of a statement.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    /// A text by its UTF-8.
    case utf8([UInt8])
    case blob([UInt8])

    static func optional(_ text: String?) -> SQLValue {
        text.map { .text($0) } ?? .null
    }

    static func optional(_ number: Int64?) -> SQLValue {
        number.map { .integer($0) } ?? .null
    }
}

/// A prepared statement, stepped row by row without GRDB's rows, which cost twice as much.
///
/// To be used by its connection's one user.
package final class SQLStatement {
    /// Owns the handle.
    private let statement: Statement
    private let handle: SQLiteStatement
    /// When it was last asked for; see ``Connection/statement(_:)``.
    var lastUse = 0

    init(_ sql: String, on database: Database) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Not GRDB's, which is to be used on its queue only.
    private var sql: String { String(cString: sqlite3_sql(handle)) }

    /// Starts from the beginning, with the values of `?1`, `?2` and so on.
    package func start(_ values: [SQLValue]) {
        sqlite3_reset(handle)
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
    }

    /// Moves to the next row; false behind the last.
    package func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
            sqlite3_reset(handle)
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
        }
    }

    /// Ends the reading, and with it the read transaction unless there is another reason for that.
    package func reset() {
        sqlite3_reset(handle)
    }

    /// Runs it with those values; gives what `read` makes of the first row, nil when there is none.
    func first<Value>(_ values: [SQLValue], _ read: (SQLStatement) throws -> Value) throws -> Value? {
        defer { reset() }
        start(values)
        return try step() ? try read(self) : nil
    }

    /// Runs it with those values; gives what `read` makes of every row.
    func all<Value>(_ values: [SQLValue], _ read: (SQLStatement) throws -> Value) throws -> [Value] {
        defer { reset() }
        start(values)
        var rows: [Value] = []
        while try step() { rows.append(try read(self)) }
        return rows
    }

    // MARK: The current row; columns count from 0

    package func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    package func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Gives the bytes of a text, for as long as the call; nil for NULL.
    package func withText(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>?) -> Void) {
        guard let start = sqlite3_column_text(handle, column) else { return body(nil) }
        body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// Gives the bytes of a blob that is not empty, for as long as the call; nil for NULL.
    func withBlob<Value>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Value) rethrows -> Value {
        guard let start = sqlite3_column_blob(handle, column) else { return try body(nil) }
        let count = Int(sqlite3_column_bytes(handle, column))
        return try body(UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count))
    }

    /// The bytes of a text or blob; nil for NULL.
    package func bytes(_ column: Int32) -> [UInt8]? {
        if isNull(column) { return nil }
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    // MARK: -

    private func bind(_ value: SQLValue, at index: Int32) {
        let code =
            switch value {
            case .null: sqlite3_bind_null(handle, index)
            case .integer(let number): sqlite3_bind_int64(handle, index, number)
            case .text(var text): text.withUTF8 { bind(utf8: UnsafeRawBufferPointer($0), at: index) }
            case .utf8(let bytes): bytes.withUnsafeBytes { bind(utf8: $0, at: index) }
            case .blob(let bytes): bytes.withUnsafeBytes { bind(blob: $0, at: index) }
            }
        precondition(code == SQLITE_OK, "A value does not fit its statement: \(sql)")
    }

    // A null pointer would be bound as NULL: what is empty may have one.

    private func bind(utf8 bytes: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
        guard let start = bytes.baseAddress else { return sqlite3_bind_text(handle, index, "", 0, Self.copied) }
        return sqlite3_bind_text64(
            handle, index, start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), Self.copied,
            UInt8(SQLITE_UTF8))
    }

    private func bind(blob bytes: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
        guard let start = bytes.baseAddress else { return sqlite3_bind_zeroblob(handle, index, 0) }
        return sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), Self.copied)
    }

    /// `SQLITE_TRANSIENT`: SQLite copies what is bound, which so outlives the call.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
