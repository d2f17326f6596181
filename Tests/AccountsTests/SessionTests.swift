import Accounts
import Primitives
import XCTest

final class SessionTests: XCTestCase {
    private let start = Timestamp(seconds: 1_688_205_600)

    private func user(isActive: Bool = true) -> User {
        User(
            id: 3, ledger: 5, email: "a@b.c", username: "abc", fullName: nil, isActive: isActive,
            dateCreated: Timestamp(seconds: 0), generation: 1)
    }

    func testLifetimesAreExact() {
        let session = Session(user: user(), created: start, lastUsed: start.adding(seconds: 100))
        let idleEnd = start.adding(seconds: 100 + Session.idleLifetime)
        XCTAssertTrue(session.isAlive(at: idleEnd.adding(seconds: -1)))
        XCTAssertFalse(session.isAlive(at: idleEnd))
        let end = start.adding(seconds: Session.lifetime)
        let used = Session(user: user(), created: start, lastUsed: end)
        XCTAssertTrue(used.isAlive(at: end.adding(seconds: -1)))
        XCTAssertFalse(used.isAlive(at: end))
        XCTAssertTrue(session.isAlive(at: start.adding(seconds: -86_400)), "a clock that was set back")
    }

    func testADisabledUsersSessionIsNotAlive() {
        XCTAssertFalse(Session(user: user(isActive: false), created: start, lastUsed: start).isAlive(at: start))
    }

    func testHorizonsAreWhereASessionStopsBeingAlive() {
        let (begun, unused) = Session.horizons(at: start)
        XCTAssertFalse(Session(user: user(), created: begun, lastUsed: start).isAlive(at: start))
        XCTAssertTrue(Session(user: user(), created: begun.adding(seconds: 1), lastUsed: start).isAlive(at: start))
        XCTAssertFalse(Session(user: user(), created: unused, lastUsed: unused).isAlive(at: start))
        let later = unused.adding(seconds: 1)
        XCTAssertTrue(Session(user: user(), created: unused, lastUsed: later).isAlive(at: start))
    }
}
