import Accounts
import Invoicing
import XCTest

@testable import Store

final class SessionStoreTests: XCTestCase {
    private static let digest = [UInt8](repeating: 7, count: 32)
    private static let start = Timestamp(seconds: 1_688_205_600)
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private var user: User!

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
        user = try store.register("alice")
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    private func open(_ number: UInt8, at moment: Timestamp = start) throws {
        try store.openSession([UInt8](repeating: number, count: 32), of: user, at: moment)
    }

    private func session(_ number: UInt8) throws -> Session? {
        try store.session([UInt8](repeating: number, count: 32))
    }

    func testFindsWhatWasOpened() throws {
        try open(7)
        XCTAssertEqual(try session(7), Session(user: user, created: Self.start, lastUsed: Self.start))
        XCTAssertNil(try session(8))
        XCTAssertNil(try store.session([]))
    }

    func testUseIsNotedOfThatSessionOnly() throws {
        try open(7)
        try open(8)
        let later = Self.start.adding(seconds: 90)
        try store.touchSession(Self.digest, at: later)
        XCTAssertEqual(try session(7), Session(user: user, created: Self.start, lastUsed: later))
        XCTAssertEqual(try session(8)?.lastUsed, Self.start)
    }

    func testAnEndedSessionIsGone() throws {
        try open(7)
        try open(8)
        try store.endSession(Self.digest)
        XCTAssertNil(try session(7))
        XCTAssertNotNil(try session(8))
        try store.touchSession(Self.digest, at: Self.start)
        XCTAssertNil(try session(7), "use does not bring it back")
        try store.endSession(Self.digest)
    }

    func testAnotherGenerationEndsEverySessionOfThatUserOnly() throws {
        let other = try store.register("bob")
        try store.openSession([UInt8](repeating: 9, count: 32), of: other, at: Self.start)
        try open(7)
        try store.signOutEverywhere(user.id)
        XCTAssertNil(try session(7))
        XCTAssertNotNil(try session(9))
        // One that was being opened meanwhile, too.
        try open(8)
        XCTAssertNil(try session(8))
        XCTAssertTrue(try store.setPassword(of: other.id, hash: "$2b$04$other", replacing: nil))
        XCTAssertNil(try session(9))
    }

    func testADisabledUsersSessionIsNotAlive() throws {
        try open(7)
        try store.setActive(user.id, false)
        XCTAssertEqual(try session(7)?.isAlive(at: Self.start), false)
        try store.setActive(user.id, true)
        XCTAssertEqual(try session(7)?.isAlive(at: Self.start), true)
    }

    func testASessionOutlivesARestart() throws {
        try open(7)
        store = nil
        store = try SQLiteStore(in: folder)
        XCTAssertNotNil(try session(7))
    }

    func testOpeningForgetsTheUsersSessionsThatAreOver() throws {
        func count() throws -> Int64? {
            try store.read { try $0.first("SELECT count(*) FROM sessions") { $0.integer(0) } }
        }
        try open(1)
        try open(2, at: Self.start.adding(seconds: 1))
        let idle = Self.start.adding(seconds: Session.idleLifetime)
        try open(3, at: idle)
        XCTAssertNil(try session(1))
        XCTAssertNotNil(try session(2))
        XCTAssertEqual(try count(), 2)
        try store.signOutEverywhere(user.id)
        user = try store.user(user.id)
        try open(4, at: idle)
        XCTAssertEqual(try count(), 1)
        for day in 1...30 {
            let moment = idle.adding(seconds: Int64(day) * 86_400)
            try store.touchSession([UInt8](repeating: 4, count: 32), at: moment)
        }
        try open(5, at: idle.adding(seconds: Session.lifetime))
        XCTAssertNil(try session(4))
        XCTAssertEqual(try count(), 1)
    }

    func testLifetimesAreExact() {
        let session = Session(user: user, created: Self.start, lastUsed: Self.start.adding(seconds: 100))
        let idleEnd = Self.start.adding(seconds: 100 + Session.idleLifetime)
        XCTAssertTrue(session.isAlive(at: idleEnd.adding(seconds: -1)))
        XCTAssertFalse(session.isAlive(at: idleEnd))
        let end = Self.start.adding(seconds: Session.lifetime)
        let used = Session(user: user, created: Self.start, lastUsed: end)
        XCTAssertTrue(used.isAlive(at: end.adding(seconds: -1)))
        XCTAssertFalse(used.isAlive(at: end))
        XCTAssertTrue(session.isAlive(at: Self.start.adding(seconds: -86_400)), "a clock that was set back")
    }
}
