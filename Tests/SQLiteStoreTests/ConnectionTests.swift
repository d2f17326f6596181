import Foundation
import GRDB
import XCTest

@testable import SQLiteStore

final class ConnectionTests: XCTestCase {
    private func withConnection(_ body: (Connection) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let connection = try Connection(path: folder.database, configuration: Configuration())
        try connection.access { _ in try body(connection) }
    }

    func testValuesComeBackAsTheyWereBound() throws {
        try withConnection { connection in
            for value in ["", "x", "é\0ü", "日本😀", String(repeating: "long ", count: 1000)] {
                XCTAssertEqual(try connection.first("SELECT ?1", .text(value)) { $0.text(0) }, value)
                XCTAssertEqual(try connection.first("SELECT ?1", .utf8(Array(value.utf8))) { $0.text(0) }, value)
                XCTAssertEqual(
                    try connection.first("SELECT typeof(?1)", .utf8(Array(value.utf8))) { $0.text(0) }, "text")
                XCTAssertEqual(
                    try connection.first("SELECT ?1", .blob(Array(value.utf8))) { $0.bytes(0) }, Array(value.utf8))
            }
            XCTAssertEqual(try connection.first("SELECT typeof(?1)", .blob([])) { $0.text(0) }, "blob")
            for value in [Int64.min, -1, 0, .max] {
                XCTAssertEqual(try connection.first("SELECT ?1", .integer(value)) { $0.integer(0) }, value)
            }
            let null = try connection.first("SELECT ?1", .null) { ($0.isNull(0), $0.optionalText(0), $0.bytes(0)) }
            XCTAssertEqual(null?.0, true)
            XCTAssertNil(null?.1)
            XCTAssertNil(null?.2)
        }
    }

    func testAnErrorCarriesItsCodeAndLeavesTheStatementUsable() throws {
        try withConnection { connection in
            try connection.run("CREATE TABLE numbers (number INTEGER UNIQUE)")
            try connection.run("INSERT INTO numbers VALUES (?1)", .integer(1))
            XCTAssertThrowsError(try connection.run("INSERT INTO numbers VALUES (?1)", .integer(1))) {
                XCTAssertEqual(($0 as? DatabaseError)?.extendedResultCode, .SQLITE_CONSTRAINT_UNIQUE)
            }
            try connection.run("INSERT INTO numbers VALUES (?1)", .integer(2))
            XCTAssertEqual(connection.changedRows, 1)
            XCTAssertEqual(try connection.all("SELECT number FROM numbers ORDER BY 1") { $0.integer(0) }, [1, 2])
            XCTAssertNil(try connection.first("SELECT 1 WHERE 0") { $0.integer(0) })
        }
    }

    func testAMalformedStatementThrows() throws {
        try withConnection { connection in
            XCTAssertThrowsError(try connection.run("SELEC 1"))
            XCTAssertThrowsError(try connection.run(""))
            XCTAssertThrowsError(try connection.run("SELECT 1; SELECT 2"))
        }
    }

    func testKeepsTheStatementsThatAreUsed() throws {
        try withConnection { connection in
            let kept = try connection.statement("SELECT 'kept'")
            let dropped = try connection.statement("SELECT 'dropped'")
            for number in 0..<2 * Connection.statementLimit {
                _ = try connection.statement("SELECT \(number)")
                XCTAssertTrue(try connection.statement("SELECT 'kept'") === kept)
            }
            XCTAssertFalse(try connection.statement("SELECT 'dropped'") === dropped)
        }
    }
}
