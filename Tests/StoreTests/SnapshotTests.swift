import Accounts
import Invoicing
import XCTest

@testable import Store

/// Invoices as the history has them, read instead of written anew.
final class SnapshotTests: XCTestCase {
    private func snapshots(_ store: SQLiteStore, of user: User) throws -> [[UInt8]] {
        var query = InvoiceQuery()
        query.asSnapshots = true
        var read: [[UInt8]] = []
        XCTAssertTrue(
            try store.list(query, in: user.ledger).readSnapshots {
                read.append($0)
                return true
            })
        return read
    }

    func testAListOfSnapshotsIsWhatEachInvoiceIs() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(in: folder)
        let user = try store.register("anna")
        for second in 0..<3 { try store.create(draft("Customer \(second)"), by: user.actor, at: Int64(second)) }
        _ = try store.change(2, by: user.actor, at: Timestamp(seconds: 9)) { (current) throws(ServiceError) in
            var changed = current
            changed.status = .paid
            return changed
        }
        let expected = try [3, 2, 1].map { id in
            testSnapshot(try XCTUnwrap(store.invoice(Int64(id), in: user.ledger, fields: .all)))
        }
        XCTAssertEqual(try snapshots(store, of: user), expected)
        for id in 1...3 {
            let snapshot = try XCTUnwrap(store.snapshot(of: Int64(id), in: user.ledger))
            XCTAssertEqual(snapshot.bytes, expected[3 - id])
            XCTAssertEqual(
                snapshot.revision, try store.invoice(Int64(id), in: user.ledger, fields: .all)?.revision)
        }
        XCTAssertNil(try store.snapshot(of: 1, in: user.ledger + 1))
        XCTAssertNil(try store.snapshot(of: 99, in: user.ledger))
    }

    func testAnotherFormOfWritingIsUsedForOldInvoicesToo() throws {
        let folder = try TemporaryFolder()
        var user: User?
        do {
            let store = try SQLiteStore(in: folder)
            user = try store.register("anna")
            try store.create(draft("Old"), by: try XCTUnwrap(user).actor)
        }
        let owner = try XCTUnwrap(user)
        let newer: @Sendable (Invoice) -> [UInt8] = { Array("new form: ".utf8) + testSnapshot($0) }
        let store = try SQLiteStore(path: folder.database, snapshot: newer)
        try store.create(draft("New"), by: owner.actor, at: 1)
        let expected = try [2, 1].map { id in
            newer(try XCTUnwrap(store.invoice(Int64(id), in: owner.ledger, fields: .all)))
        }
        XCTAssertEqual(try snapshots(store, of: owner), expected)
        XCTAssertEqual(try store.check(), [])
    }
}
