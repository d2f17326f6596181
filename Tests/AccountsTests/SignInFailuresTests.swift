import Accounts
import Primitives
import XCTest

final class SignInFailuresTests: XCTestCase {
    private let last = Timestamp(seconds: 1000)

    func testEachFailureAfterTheFirstFewDoublesTheWait() {
        let waits = (1...17).map { SignInFailures(count: $0, last: last).wait(at: last) }
        XCTAssertEqual(
            waits, [nil, nil, nil, nil, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
        XCTAssertEqual(SignInFailures(count: .max, last: last).wait(at: last), 900)
    }

    func testAWaitEnds() {
        let failures = SignInFailures(count: 8, last: last)
        XCTAssertEqual(failures.wait(at: last.adding(seconds: 7)), 1)
        XCTAssertNil(failures.wait(at: last.adding(seconds: 8)))
    }

    func testAClockThatWasSetBackEndsTheWait() {
        XCTAssertNil(SignInFailures(count: 8, last: last).wait(at: last.adding(seconds: -5000)))
    }

    func testFailuresAreForgottenADayAfterTheLast() {
        let failures = SignInFailures(count: 9, last: last)
        XCTAssertTrue(failures.isRemembered(at: last.adding(seconds: SignInFailures.lifetime - 1)))
        XCTAssertFalse(failures.isRemembered(at: last.adding(seconds: SignInFailures.lifetime)))
        XCTAssertEqual(SignInFailures.horizon(at: last.adding(seconds: SignInFailures.lifetime)), last)
    }
}
