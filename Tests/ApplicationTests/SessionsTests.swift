import Accounts
import Application
import Foundation
import Ledger
import MemoryStore
import Primitives
import XCTest

final class SessionsTests: XCTestCase {
    private let digest = [UInt8](repeating: 7, count: 32)

    private func lastUsed(_ fixture: Fixture) throws -> Timestamp? {
        try fixture.store.session(digest)?.lastUsed
    }

    func testASessionIsResumedWithItsUser() throws {
        let fixture = try Fixture()
        let opened = try fixture.sessions.open(digest, of: fixture.alice)
        XCTAssertEqual(opened, Session(user: fixture.alice, created: Fixture.start, lastUsed: Fixture.start))
        XCTAssertEqual(try fixture.sessions.resume(digest), opened)
        XCTAssertNil(try fixture.sessions.resume([1]))
    }

    func testAnEndedSessionIsNotResumed() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        for _ in 0..<2 {
            try fixture.sessions.end(digest)
            XCTAssertNil(try fixture.sessions.resume(digest))
        }
    }

    func testASessionIsOverAfterSevenDaysUnused() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        fixture.pass(Session.idleLifetime - 1)
        XCTAssertNotNil(try fixture.sessions.resume(digest), "and that is use")
        fixture.pass(Session.idleLifetime - 1)
        XCTAssertNotNil(try fixture.sessions.resume(digest))
        fixture.pass(Session.idleLifetime)
        XCTAssertNil(try fixture.sessions.resume(digest))
        XCTAssertEqual(
            try lastUsed(fixture), Fixture.start.adding(seconds: 2 * (Session.idleLifetime - 1)),
            "nor is that noted as use")
    }

    func testASessionIsOverAfterThirtyDaysInAnyCase() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        for _ in 0..<29 {
            fixture.pass(86_400)
            XCTAssertNotNil(try fixture.sessions.resume(digest))
        }
        fixture.pass(86_399)
        XCTAssertNotNil(try fixture.sessions.resume(digest))
        fixture.pass(1)
        XCTAssertNil(try fixture.sessions.resume(digest))
    }

    func testUseIsNotedAtMostOnceAMinute() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        for (seconds, noted): (Int64, Int64) in [(0, 0), (59, 0), (1, 60), (30, 60), (29, 60), (1, 120), (300, 420)] {
            fixture.pass(seconds)
            XCTAssertNotNil(try fixture.sessions.resume(digest))
            XCTAssertEqual(try lastUsed(fixture), Fixture.start.adding(seconds: noted))
        }
        XCTAssertEqual(fixture.store.operations.filter { $0 == "note use of session" }.count, 3)
    }

    func testASessionIsResumedThoughItsUseCannotBeNoted() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        fixture.pass(60)
        fixture.fillDisk()
        XCTAssertNotNil(try fixture.sessions.resume(digest))
        XCTAssertEqual(try lastUsed(fixture), Fixture.start)
        fixture.store.writeFailure = nil
        XCTAssertNotNil(try fixture.sessions.resume(digest))
        XCTAssertEqual(try lastUsed(fixture), fixture.now)
    }

    func testASessionIsResumedWithoutWaitingForWhoWrites() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        fixture.pass(60)
        let digest = digest
        try fixture.store.perform("hold") { _ in
            let group = DispatchGroup()
            group.enter()
            Thread.detachNewThread {
                XCTAssertNotNil(try? fixture.sessions.resume(digest))
                group.leave()
            }
            group.wait()
        }
        XCTAssertEqual(try lastUsed(fixture), Fixture.start)
    }

    func testOpeningForgetsTheUsersSessionsThatAreOver() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open([1], of: fixture.alice)
        _ = try fixture.sessions.open([9], of: fixture.bob)
        fixture.pass(1)
        _ = try fixture.sessions.open([2], of: fixture.alice)
        fixture.pass(Session.idleLifetime - 1)
        _ = try fixture.sessions.open([3], of: fixture.alice)
        XCTAssertEqual(fixture.store.state.sessionDigests, [[2], [3], [9]])
        try SignOutEverywhere(store: fixture.store).perform(fixture.alice.id)
        let alice = try XCTUnwrap(fixture.store.user(fixture.alice.id))
        _ = try fixture.sessions.open([4], of: alice)
        XCTAssertEqual(fixture.store.state.sessionDigests, [[4], [9]])
    }

    func testAUserWhoIsShutOutHasNoSession() throws {
        let fixture = try Fixture()
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        for isActive in [false, true] {
            _ = try fixture.store.perform("set active") { try $0.setActive(isActive, user: fixture.alice.id) }
            XCTAssertEqual(try fixture.sessions.resume(digest) != nil, isActive)
        }
    }

    func testASessionThatCannotBeStoredIsNotOpened() throws {
        let fixture = try Fixture()
        fixture.fillDisk()
        assertThrows(.insufficientStorage) { try fixture.sessions.open(digest, of: fixture.alice) }
        XCTAssertNil(try fixture.sessions.resume(digest))
    }
}

final class RemoveExpiredRecordsTests: XCTestCase {
    private func open(_ count: Int, _ fixture: Fixture) throws {
        let session = Session(user: fixture.alice, created: fixture.now, lastUsed: fixture.now)
        try fixture.store.perform("open") { unit in
            for number in 0..<count {
                let digest = withUnsafeBytes(of: number.bigEndian) { Array($0) }
                try unit.insertSession(session, digest: digest + [UInt8(fixture.now.seconds & 0xFF)])
            }
        }
    }

    private func keep(_ count: Int, _ fixture: Fixture) throws {
        let answer = KeptAnswer(digest: [], moment: fixture.now, answer: [])
        try fixture.store.perform("keep") { unit in
            for number in 0..<count {
                try unit.keep(answer, of: fixture.alice.id, key: "\(fixture.now.seconds)-\(number)")
            }
        }
    }

    private func remove(_ fixture: Fixture) throws -> RemoveExpiredRecords.Removed {
        try RemoveExpiredRecords(store: fixture.store, clock: fixture.clock).perform()
    }

    func testNothingIsRemovedThatStillCounts() throws {
        let fixture = try Fixture()
        try open(3, fixture)
        try keep(3, fixture)
        fixture.pass(IdempotencyClaim.lifetime - 1)
        XCTAssertEqual(try remove(fixture), .init())
    }

    func testWhatIsOverIsRemovedAndTheRestStays() throws {
        let fixture = try Fixture()
        try open(3, fixture)
        try keep(2, fixture)
        fixture.pass(1)
        try open(4, fixture)
        try keep(5, fixture)
        fixture.pass(IdempotencyClaim.lifetime - 1)
        XCTAssertEqual(try remove(fixture), .init(sessions: 0, idempotencyKeys: 2))
        XCTAssertEqual(fixture.store.state.keptAnswers.count, 5)
        fixture.pass(Session.idleLifetime - IdempotencyClaim.lifetime)
        XCTAssertEqual(try remove(fixture), .init(sessions: 3, idempotencyKeys: 5))
        XCTAssertEqual(fixture.store.state.sessionDigests.count, 4)
    }

    func testManyRecordsAreRemovedInBatches() throws {
        let fixture = try Fixture()
        try open(1200, fixture)
        try keep(501, fixture)
        fixture.pass(Session.lifetime)
        XCTAssertEqual(try remove(fixture), .init(sessions: 1200, idempotencyKeys: 501))
        XCTAssertEqual(fixture.store.operations.filter { $0 == "remove expired records" }.count, 3)
        XCTAssertEqual(try remove(fixture), .init())
    }
}
