import Accounts
import Invoicing
import XCTest

@testable import Store

final class ExpiredRecordsTests: XCTestCase {
    private static let start = Timestamp(seconds: 1_688_205_600)
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var alice: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
        alice = try store.register("alice")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func open(_ number: UInt8, of user: User, at moment: Timestamp = start) throws {
        try store.openSession([UInt8](repeating: number, count: 32), of: user, at: moment)
    }

    private func sessions() throws -> [UInt8] {
        try store.read { try $0.all("SELECT digest FROM sessions ORDER BY digest") { $0.bytes(0)?.first ?? 0 } }
    }

    private func create(_ key: String, at moment: Timestamp = start) throws {
        let claim = IdempotencyClaim(key: key, bodyDigest: [])
        try store.create(try draft(), by: alice.actor, at: moment.seconds, claim: claim)
    }

    private func keys() throws -> [String] {
        try store.read { try $0.all("SELECT key FROM idempotency_keys ORDER BY key") { $0.text(0) } }
    }

    func testRemovesIdleSessionsAndKeepsLivingOnes() throws {
        let bob = try store.register("bob")
        try open(1, of: alice)
        try open(2, of: bob, at: Self.start.adding(seconds: 1))
        let removed = try store.removeExpired(at: Self.start.adding(seconds: Session.idleLifetime), atMost: 10)
        XCTAssertEqual(removed, ExpiredRecords(sessions: 1))
        XCTAssertEqual(try sessions(), [2])
    }

    func testRemovesSessionsThatAreOldThoughInUse() throws {
        try open(1, of: alice)
        let end = Self.start.adding(seconds: Session.lifetime)
        try store.touchSession([UInt8](repeating: 1, count: 32), at: end.adding(seconds: -1))
        XCTAssertEqual(try store.removeExpired(at: end.adding(seconds: -1), atMost: 10), ExpiredRecords())
        XCTAssertEqual(try store.removeExpired(at: end, atMost: 10), ExpiredRecords(sessions: 1))
    }

    func testRemovesSessionsOfBeforeTheUserSignedOutEverywhere() throws {
        let bob = try store.register("bob")
        try open(1, of: alice)
        try open(2, of: bob)
        try store.signOutEverywhere(alice.id)
        XCTAssertEqual(try store.removeExpired(at: Self.start, atMost: 10), ExpiredRecords(sessions: 1))
        XCTAssertEqual(try sessions(), [2])
    }

    func testRemovesForgottenKeysAndKeepsTheOthers() throws {
        try create("old")
        try create("young", at: Self.start.adding(seconds: 1))
        let moment = Self.start.adding(seconds: IdempotencyClaim.lifetime)
        XCTAssertEqual(try store.removeExpired(at: moment, atMost: 10), ExpiredRecords(idempotencyKeys: 1))
        XCTAssertEqual(try keys(), ["young"])
    }

    func testRemovesNoMoreAtOnceThanItMay() throws {
        for number in 1...5 {
            try open(UInt8(number), of: alice)
            try create("\(number)")
        }
        let late = Self.start.adding(seconds: Session.lifetime)
        XCTAssertEqual(try store.removeExpired(at: late, atMost: 3), ExpiredRecords(sessions: 3, idempotencyKeys: 3))
        XCTAssertEqual(try store.removeExpired(at: late, atMost: 3), ExpiredRecords(sessions: 2, idempotencyKeys: 2))
        XCTAssertEqual(try store.removeExpired(at: late, atMost: 3), ExpiredRecords())
    }
}
