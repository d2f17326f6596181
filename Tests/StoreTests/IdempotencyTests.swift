import Accounts
import Foundation
import Invoicing
import Synchronization
import XCTest

@testable import Store

final class IdempotencyTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!
    private let claim = IdempotencyClaim(key: "key-1", bodyDigest: [1, 2, 3])

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
        alice = try store.register("alice")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func count() throws -> Int {
        try store.all(InvoiceQuery(), in: alice.ledger).count
    }

    func testTheSameKeyAndBodyIsAnsweredAsBefore() throws {
        let first = try store.create(try draft(), by: alice.actor, at: 1000, claim: claim)
        store = nil
        store = try SQLiteStore(in: folder)
        let again = try store.create(try draft("Ignored"), by: alice.actor, at: 1000 + 86_399, claim: claim)
        XCTAssertEqual(
            again, InvoiceCreated(id: first.id, revision: first.revision, snapshot: first.snapshot, isReplay: true))
        XCTAssertEqual(try count(), 1)
    }

    func testAnswersAsBeforeAfterAChangeAndADeletion() throws {
        let first = try store.create(try draft(), by: alice.actor, claim: claim)
        _ = try store.change(first.id, by: alice.actor, at: Timestamp(seconds: 1)) { current in
            var invoice = current
            invoice.status = .paid
            return invoice
        }
        XCTAssertEqual(try store.create(try draft(), by: alice.actor, claim: claim).snapshot, first.snapshot)
        try store.delete(first.id, by: alice.actor, at: Timestamp(seconds: 2)) { _ in }
        XCTAssertEqual(try store.create(try draft(), by: alice.actor, claim: claim).snapshot, first.snapshot)
        XCTAssertEqual(try count(), 0)
    }

    func testAnotherBodyUnderTheKeyIsRefused() throws {
        try store.create(try draft(), by: alice.actor, claim: claim)
        let other = IdempotencyClaim(key: claim.key, bodyDigest: [9])
        XCTAssertThrowsError(try store.create(try draft(), by: alice.actor, claim: other)) {
            guard case .invalid(let faults) = $0 as? ServiceError else { return XCTFail("\($0)") }
            XCTAssertEqual(faults.map(\.place), [.header("Idempotency-Key")])
        }
        XCTAssertEqual(try count(), 1)
    }

    func testAKeyIsForgottenAfterADay() throws {
        let first = try store.create(try draft(), by: alice.actor, at: 1000, claim: claim)
        let second = try store.create(try draft(), by: alice.actor, at: 1000 + 86_400, claim: claim)
        XCTAssertFalse(second.isReplay)
        XCTAssertNotEqual(second.id, first.id)
        let other = IdempotencyClaim(key: claim.key, bodyDigest: [9])
        XCTAssertFalse(try store.create(try draft(), by: alice.actor, at: 1000 + 2 * 86_400, claim: other).isReplay)
    }

    func testForgottenKeysAreSweptOut() throws {
        for index in 0..<40 {
            try store.create(
                try draft(), by: alice.actor, at: 0, claim: IdempotencyClaim(key: "old-\(index)", bodyDigest: []))
        }
        for index in 0..<3 {
            try store.create(
                try draft(), by: alice.actor, at: 86_400, claim: IdempotencyClaim(key: "new-\(index)", bodyDigest: []))
        }
        let kept = try store.read { try $0.all("SELECT key FROM idempotency_keys ORDER BY key") { $0.text(0) } }
        XCTAssertEqual(kept, ["new-0", "new-1", "new-2"])
    }

    func testEachUserHasKeysOfTheirOwn() throws {
        let bob = try store.register("bob")
        try store.create(try draft(), by: alice.actor, claim: claim)
        XCTAssertFalse(try store.create(try draft(), by: bob.actor, claim: claim).isReplay)
    }

    func testARefusedCreationIsNotRemembered() throws {
        let taken = InvoiceNumber(stored: "INV-197001-AAAAAA")
        let moment = Timestamp(seconds: 0)
        _ = try store.create(try draft(), by: alice.actor, at: moment, claim: nil) { taken }
        assertThrows(ServiceError.failed) {
            try store.create(try draft(), by: alice.actor, at: moment, claim: claim) { taken }
        }
        XCTAssertFalse(try store.create(try draft(), by: alice.actor, claim: claim).isReplay)
    }

    func testTwentyAtOnceUnderOneKeyMakeOneInvoice() throws {
        let replays = Mutex<[Bool]>([])
        let (store, actor, claim) = (store!, alice.actor, claim)
        concurrently(20) { _ in
            guard let created = try? store.create(draft(), by: actor, claim: claim) else { return }
            replays.withLock { $0.append(created.isReplay) }
        }
        XCTAssertEqual(replays.withLock { $0.filter { !$0 }.count }, 1)
        XCTAssertEqual(replays.withLock { $0.count }, 20)
        XCTAssertEqual(try count(), 1)
    }
}
