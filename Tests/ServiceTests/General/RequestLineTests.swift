import Application
import DatabaseFiles
import Foundation
import HTTP
import HTTPTypes
import Logging
import SQLiteStore
import XCTest

@testable import WebAPI

/// The line that a request leaves in the log.
final class RequestLineTests: XCTestCase {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID().uuidString)")

    override func setUpWithError() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: folder)
    }

    /// On a database, which counts its statements.
    private func house() throws -> House {
        let path = folder.appendingPathComponent("invoices.db").path
        let renderer = AnswerRenderer(InvoiceJSON.bytes(of:))
        return try House(
            store: OpenDatabase.open(path: path, renderer: renderer, legacyAnswer: { _, _ in [] }).store)
    }

    func testSaysHowManyStatementsTheStoreRanAndHowLongItTook() throws {
        let house = try house()
        let token = house.register()
        house.invoice(token)
        _ = house.send(.get, "/api/v1/invoices?limit=1", token: token)
        let line = try XCTUnwrap(house.log.lines.last?.metadata)
        XCTAssertEqual(line["id"], "request-1")
        guard case .string(let statements)? = line["statements"], case .string(let time)? = line["store_ms"] else {
            return XCTFail("\(line)")
        }
        // The page, and the ready answer of its invoice; the user is cached.
        XCTAssertEqual(try XCTUnwrap(Int(statements)), 2)
        XCTAssertGreaterThan(try XCTUnwrap(Double(time)), 0)
    }

    func testCountsTheRowsThatAreReadWhileTheAnswerIsSent() throws {
        let house = try house()
        let token = house.register()
        for _ in 0..<3 { house.invoice(token) }
        func statements(_ target: String) throws -> Int {
            _ = house.send(.get, target, token: token)
            guard case .string(let text)? = house.log.lines.last?.metadata["statements"] else { return 0 }
            return try XCTUnwrap(Int(text))
        }
        // The items of each invoice are a statement of their own.
        XCTAssertEqual(
            try statements("/api/v1/invoices?fields=items&limit=3"),
            try statements("/api/v1/invoices?fields=items&limit=1") + 2)
    }

    func testSaysNothingOfTheStoreWhereItHadNothingToDo() throws {
        let house = try house()
        _ = house.send(.get, "/api/v1/nothing")
        let line = try XCTUnwrap(house.log.lines.last?.metadata)
        XCTAssertEqual(line["status"], "404")
        XCTAssertNil(line["statements"])
        XCTAssertNil(line["store_ms"])
    }
}
