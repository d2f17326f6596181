import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import XCTest

final class SignInTests: XCTestCase {
    private let network: [UInt8] = [192, 0, 2, 1]
    private let wrong = DomainError.unauthorized("The user name or the password is wrong.")

    private func signIn(
        _ fixture: Fixture, _ login: String = "alice", password: String = "alice’s secret", from other: [UInt8]? = nil
    ) throws -> User {
        try fixture.signIn.perform(login: login, password: password, network: other ?? network)
    }

    /// So many wrong passwords, each of which is looked at.
    private func fail(_ fixture: Fixture, _ count: Int, _ login: String = "alice", line: UInt = #line) {
        for _ in 0..<count {
            assertThrows(wrong, line: line) { try signIn(fixture, login, password: "wrong") }
        }
    }

    func testTheRightPasswordLetsInUnderEitherName() throws {
        let fixture = try Fixture()
        for login in ["alice", "ALICE", "Alice@Example.com"] {
            XCTAssertEqual(try signIn(fixture, login), fixture.alice)
        }
        XCTAssertEqual(fixture.log.entries, Array(repeating: "right user \(fixture.alice.id)", count: 3))
    }

    func testAWrongPasswordAndAnUnknownNameAreRefusedAlike() throws {
        let fixture = try Fixture()
        assertThrows(wrong) { try signIn(fixture, password: "bob’s secret") }
        assertThrows(wrong) { try signIn(fixture, "nobody") }
        assertThrows(wrong) { try signIn(fixture, "", password: "") }
        XCTAssertEqual(fixture.passwords.verified, 3, "each takes the time of one hash")
        XCTAssertEqual(fixture.log.entries, Array(repeating: "wrong nobody", count: 3))
    }

    func testAUserWhoIsShutOutIsRefusedAsForAWrongPassword() throws {
        let fixture = try Fixture()
        _ = try fixture.store.perform("shut out") { try $0.setActive(false, user: fixture.alice.id) }
        for _ in 0..<5 { assertThrows(wrong) { try signIn(fixture) } }
        assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture) }
    }

    // MARK: Waiting

    func testAfterAFewFailuresEvenTheRightPasswordHasToWait() throws {
        let fixture = try Fixture()
        fail(fixture, 5)
        assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture) }
        XCTAssertEqual(fixture.log.entries.last, "has to wait nobody")
        fixture.pass(1)
        XCTAssertEqual(try signIn(fixture), fixture.alice)
    }

    func testTheWaitDoublesWithEachFailureAndNotWithWhatItRefuses() throws {
        let fixture = try Fixture()
        fail(fixture, 5)
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            for _ in 0..<3 { assertThrows(.tooManyRequests(retryAfter: wait)) { try signIn(fixture) } }
            fixture.pass(Int64(wait))
            fail(fixture, 1)
        }
    }

    func testARefusalLooksAtNoPasswordAndWritesNothing() throws {
        let fixture = try Fixture()
        fail(fixture, 5)
        let operations = fixture.store.operations.count
        for _ in 0..<3 { assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture) } }
        XCTAssertEqual(fixture.passwords.verified, 5)
        XCTAssertEqual(fixture.store.operations.count, operations)
    }

    func testANameThatNobodyHasWaitsAlike() throws {
        let fixture = try Fixture()
        for name in ["alice", "nobody"] {
            fail(fixture, 5, name)
            assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture, name) }
        }
    }

    func testTheCaseOfTheNameOpensNoSecondTry() throws {
        let fixture = try Fixture()
        for name in ["alice", "Alice", "ALICE", "aLICE", "alicE"] { fail(fixture, 1, name) }
        assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture) }
    }

    func testAnotherNetworkAndAnotherNameNeedNotWait() throws {
        let fixture = try Fixture()
        fail(fixture, 6 - 1)
        XCTAssertEqual(try signIn(fixture, from: [198, 51, 100, 7]), fixture.alice)
        XCTAssertEqual(try signIn(fixture, "bob", password: "bob’s secret"), fixture.bob)
        assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture) }
    }

    // MARK: Forgetting

    func testASuccessForgetsTheFailures() throws {
        let fixture = try Fixture()
        for _ in 0..<3 {
            fail(fixture, 4)
            XCTAssertEqual(try signIn(fixture), fixture.alice)
        }
        XCTAssertTrue(fixture.store.state.signInFailures.isEmpty)
    }

    func testASuccessWithNothingToForgetWritesNothing() throws {
        let fixture = try Fixture()
        fixture.fillDisk()
        let operations = fixture.store.operations.count
        XCTAssertEqual(try signIn(fixture), fixture.alice)
        XCTAssertEqual(fixture.store.operations.count, operations)
    }

    func testFailingToForgetDoesNotFailASignIn() throws {
        let fixture = try Fixture()
        fail(fixture, 4)
        fixture.fillDisk()
        XCTAssertEqual(try signIn(fixture), fixture.alice)
        XCTAssertEqual(fixture.store.state.signInFailures.values.map(\.count), [4])
    }

    func testAFailureThatCannotBeCountedIsNotAnsweredAsAnyOther() throws {
        let fixture = try Fixture()
        fixture.fillDisk()
        assertThrows(.insufficientStorage) { try signIn(fixture, password: "wrong") }
    }

    func testADayAfterTheLastFailureTheCountBeginsAnew() throws {
        let fixture = try Fixture()
        fail(fixture, 4)
        fixture.pass(SignInFailures.lifetime - 1)
        fail(fixture, 1)
        assertThrows(.tooManyRequests(retryAfter: 1)) { try signIn(fixture) }
        fixture.pass(SignInFailures.lifetime)
        fail(fixture, 1)
        XCTAssertEqual(fixture.store.state.signInFailures.values.map(\.count), [1])
    }

    func testForgottenFailuresAreRemovedAsNewOnesCome() throws {
        let fixture = try Fixture()
        for number in 1...40 { fail(fixture, 1, "old-\(number)") }
        fixture.pass(SignInFailures.lifetime)
        for number in 1...3 { fail(fixture, 1, "new-\(number)") }
        XCTAssertEqual(fixture.store.state.signInFailures.count, 3)
    }

    func testAClockThatWasSetBackEndsTheWait() throws {
        let fixture = try Fixture()
        fail(fixture, 5)
        fixture.pass(-3600)
        XCTAssertEqual(try signIn(fixture), fixture.alice)
    }
}
