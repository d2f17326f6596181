import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class ChangePasswordTests: XCTestCase {
    private let wrong = Fault(.pointer("/current_password"), "is not the current password")

    private func change(
        _ fixture: Fixture, from current: TypedValue = .text("alice’s secret"),
        to new: TypedValue = .text("another good one"), besides earlier: [Fault] = []
    ) throws {
        try ChangePassword(store: fixture.store, passwords: fixture.passwords, throttle: fixture.throttle).perform(
            of: fixture.alice, from: current, to: new, network: [192, 0, 2, 1], besides: earlier)
    }

    private func assertUnchanged(_ fixture: Fixture, line: UInt = #line) throws {
        XCTAssertEqual(try fixture.store.user(fixture.alice.id), fixture.alice, line: line)
        XCTAssertEqual(
            try fixture.store.credentials(for: "alice")?.passwordHash, FakePasswords.hash(of: "alice’s secret"),
            line: line)
    }

    func testAnotherPasswordIsSetAndEndsWhatWasIssuedBefore() throws {
        let fixture = try Fixture()
        let digest: [UInt8] = [7]
        _ = try fixture.sessions.open(digest, of: fixture.alice)
        try change(fixture)
        XCTAssertEqual(
            try fixture.store.credentials(for: "alice")?.passwordHash, FakePasswords.hash(of: "another good one"))
        XCTAssertGreaterThan(
            try XCTUnwrap(fixture.store.user(fixture.alice.id)).generation, fixture.alice.generation)
        XCTAssertNil(try fixture.sessions.resume(digest))
        XCTAssertEqual(try fixture.store.user(fixture.bob.id), fixture.bob)
    }

    func testAWrongCurrentPasswordIsRefusedAtItsMember() throws {
        let fixture = try Fixture()
        assertThrows(.invalid([wrong])) { try change(fixture, from: .text("wrong")) }
        try assertUnchanged(fixture)
    }

    func testEveryFaultIsToldWithTheEarlierOnesFirst() throws {
        let fixture = try Fixture()
        let unknown = Fault(.pointer("/nickname"), "is unknown")
        for (current, new, places) in [
            (TypedValue.absent, TypedValue.absent, ["/nickname", "/current_password", "/new_password"]),
            (.null, .number("1"), ["/nickname", "/current_password", "/new_password"]),
            (.text("wrong"), .text("short"), ["/nickname", "/new_password", "/current_password"]),
            (.text("alice’s secret"), .text("I am alice@example.com"), ["/nickname", "/new_password"]),
            (.text("alice’s secret"), .text("another good one"), ["/nickname"]),
        ] {
            let found = faultPlaces { try change(fixture, from: current, to: new, besides: [unknown]) }
            XCTAssertEqual(found, places.map { .pointer($0) })
        }
        try assertUnchanged(fixture)
    }

    func testWrongCurrentPasswordsHaveToWaitLikeThoseOfSignIns() throws {
        let fixture = try Fixture()
        for _ in 0..<5 { assertThrows(.invalid([wrong])) { try change(fixture, from: .text("wrong")) } }
        assertThrows(.tooManyRequests(retryAfter: 1)) { try change(fixture) }
        assertThrows(.tooManyRequests(retryAfter: 1)) {
            try fixture.signIn.perform(login: "alice", password: "alice’s secret", network: [192, 0, 2, 1])
        }
        try assertUnchanged(fixture)
        fixture.pass(1)
        try change(fixture)
        XCTAssertTrue(fixture.store.state.signInFailures.isEmpty)
    }

    func testOfTwoChangesAtOnceTheLaterIsRefused() throws {
        let fixture = try Fixture()
        fixture.passwords.meanwhile {
            let other = ChangePassword(
                store: fixture.store, passwords: fixture.passwords, throttle: fixture.throttle)
            try? other.perform(
                of: fixture.alice, from: .text("alice’s secret"), to: .text("a quicker good one"), network: [])
        }
        assertThrows(.invalid([wrong])) { try change(fixture) }
        XCTAssertEqual(
            try fixture.store.credentials(for: "alice")?.passwordHash, FakePasswords.hash(of: "a quicker good one"))
        XCTAssertEqual(
            try fixture.store.user(fixture.alice.id)?.generation, fixture.alice.generation + 1)
    }

    func testWithoutAHashNothingIsChanged() throws {
        let fixture = try Fixture()
        fixture.passwords.fail()
        assertThrows(.failed) { try change(fixture) }
        try assertUnchanged(fixture)
    }
}

final class SignOutEverywhereTests: XCTestCase {
    func testEveryTokenAndSessionOfTheUserIsEnded() throws {
        let fixture = try Fixture()
        let tokens = AuthenticateToken(reader: fixture.store)
        _ = try fixture.sessions.open([1], of: fixture.alice)
        _ = try fixture.sessions.open([2], of: fixture.bob)
        let generation = fixture.alice.generation
        XCTAssertEqual(try tokens.user(fixture.alice.id, generation: generation), fixture.alice)
        try SignOutEverywhere(store: fixture.store).perform(fixture.alice.id)
        XCTAssertNil(try tokens.user(fixture.alice.id, generation: generation))
        XCTAssertNil(try fixture.sessions.resume([1]))
        XCTAssertNotNil(try fixture.sessions.resume([2]))
        let now = try XCTUnwrap(fixture.store.user(fixture.alice.id))
        XCTAssertEqual(try tokens.user(now.id, generation: now.generation), now)
    }

    func testAUserWhoIsNotThereIsNotFound() throws {
        let fixture = try Fixture()
        assertThrows(.notFound("There is no such user.")) {
            try SignOutEverywhere(store: fixture.store).perform(99)
        }
    }

    func testATokenOfAUserWhoIsShutOutIsNobodys() throws {
        let fixture = try Fixture()
        _ = try fixture.store.perform("shut out") { try $0.setActive(false, user: fixture.alice.id) }
        let tokens = AuthenticateToken(reader: fixture.store)
        XCTAssertNil(try tokens.user(fixture.alice.id, generation: fixture.alice.generation))
        XCTAssertNil(try tokens.user(99, generation: 0))
    }
}

final class ActorTests: XCTestCase {
    func testAUserActsOnTheirLedger() {
        let user = User(
            id: 3, ledger: 5, email: "a@b.c", username: "abc", fullName: nil, isActive: true,
            dateCreated: Timestamp(seconds: 0), generation: 1)
        XCTAssertEqual(
            Application.Actor(user, means: .accessToken),
            Application.Actor(user: 3, ledger: 5, role: .owner, means: .accessToken))
        XCTAssertNotEqual(
            Application.Actor(user, means: .accessToken), Application.Actor(user, means: .session))
    }
}
