import Accounts
import Foundation
import Application
import DatabaseFiles
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// Lists while others write.
final class ListWalkTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try openStore(in: folder) { $0.readers = 2 }
        alice = try store.register("alice")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func createOne(_ random: inout SeededRandom) throws -> Int64 {
        try store.create(
            try draft(
                "Customer \(Int.random(in: 0..<5, using: &random))",
                due: Bool.random(using: &random) ? "2024-01-0\(Int.random(in: 1...5, using: &random))" : nil,
                items: [("Work", "1", "\(Int.random(in: 1...5, using: &random))")]),
            by: alice.actor, at: .random(in: 0..<10, using: &random)
        ).id
    }

    func testAWalkNeitherSkipsNorRepeatsWhatExistsThroughout() throws {
        for key in InvoiceQuery.SortKey.allCases {
            for order in InvoiceQuery.SortOrder.allCases {
                var random = SeededRandom(5)
                var steady: [Int64] = []
                var doomed: [Int64] = []
                for index in 0..<60 {
                    let id = try createOne(&random)
                    if index % 3 == 0 { doomed.append(id) } else { steady.append(id) }
                }
                var query = InvoiceQuery()
                (query.sortKey, query.sortOrder, query.limit) = (key, order, 7)
                let seen = try store.walk(query, in: alice.ledger) { _ in
                    _ = try createOne(&random)
                    if let id = doomed.popLast() {
                        try store.delete(id, by: alice.actor, at: 0)
                    }
                    // Neither the sort value nor a filter's.
                    try store.change(steady[0], by: alice.actor) { $0.notes = "\($0.notes ?? "")+" }
                }
                XCTAssertEqual(Set(seen).count, seen.count, "\(key) \(order)")
                XCTAssertTrue(Set(seen).isSuperset(of: steady), "\(key) \(order)")
                for id in try store.walk(query, in: alice.ledger) {
                    try store.delete(id, by: alice.actor, at: 0)
                }
            }
        }
    }

    func testAnOpenListIsOneSnapshot() throws {
        var random = SeededRandom(6)
        let ids = try (0..<10).map { _ in try createOne(&random) }
        var query = InvoiceQuery()
        query.wantsTotal = true
        let listing = try store.list(query, in: alice.ledger)
        for id in ids { try store.delete(id, by: alice.actor, at: 0) }
        XCTAssertEqual(try listing.end().total, 10)
        var invoices: [Invoice] = []
        _ = try listing.read {
            invoices.append($0)
            return true
        }
        XCTAssertEqual(Set(invoices.map(\.id)), Set(ids))
        XCTAssertTrue(invoices.allSatisfy { $0.items.count == 1 })
        XCTAssertEqual(try store.all(query, in: alice.ledger), [])
    }

    func testAListDroppedMidwayLeavesItsConnectionClean() throws {
        var random = SeededRandom(7)
        for _ in 0..<10 { _ = try createOne(&random) }
        for _ in 0..<20 {
            let listing = try store.list(InvoiceQuery(), in: alice.ledger)
            XCTAssertFalse(try listing.read { _ in false })
        }
        // The connections that they used show what was written since.
        let id = try createOne(&random)
        XCTAssertNotNil(try store.invoice(id, in: alice.ledger, fields: .all))
        XCTAssertEqual(try store.all(InvoiceQuery(), in: alice.ledger).count, 11)
        let isInTransaction = try store.readers.read { $0.isInTransaction }
        XCTAssertFalse(isInTransaction)
    }

    func testARefusedListLeavesItsConnectionClean() throws {
        var query = InvoiceQuery()
        query.start = .after(ListPosition(value: .dueDate(nil), id: 1))
        for _ in 0..<5 { XCTAssertThrowsError(try store.list(query, in: alice.ledger)) }
        XCTAssertFalse(try store.readers.read { $0.isInTransaction })
    }
}
