import Accounts
import Invoicing
import XCTest

@testable import Store

final class SignInFailureStoreTests: XCTestCase {
    private var folder: TemporaryFolder!
    private var store: SQLiteStore!
    private let start = Timestamp(seconds: 1_700_000_000)

    override func setUpWithError() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(in: folder)
    }

    override func tearDown() {
        store = nil
        folder = nil
    }

    func testFailuresAreCountedByPair() throws {
        XCTAssertNil(try store.signInFailures(of: pair(1), at: start))
        for second: Int64 in 0..<3 { try store.noteSignInFailure(of: pair(1), at: start.adding(seconds: second)) }
        try store.noteSignInFailure(of: pair(2), at: start)
        XCTAssertEqual(
            try store.signInFailures(of: pair(1), at: start),
            SignInFailures(count: 3, last: start.adding(seconds: 2)))
        XCTAssertEqual(try store.signInFailures(of: pair(2), at: start)?.count, 1)
    }

    func testARestartForgetsNothing() throws {
        try store.noteSignInFailure(of: pair(1), at: start)
        store = nil
        store = try SQLiteStore(in: folder)
        XCTAssertEqual(try store.signInFailures(of: pair(1), at: start)?.count, 1)
    }

    func testForgettingOnePairLeavesTheOthers() throws {
        for number: UInt8 in [1, 2] { try store.noteSignInFailure(of: pair(number), at: start) }
        try store.forgetSignInFailures(of: pair(1))
        XCTAssertNil(try store.signInFailures(of: pair(1), at: start))
        XCTAssertNotNil(try store.signInFailures(of: pair(2), at: start))
    }

    func testADayAfterTheLastFailureTheCountBeginsAnew() throws {
        for _ in 0..<9 { try store.noteSignInFailure(of: pair(1), at: start) }
        XCTAssertEqual(try store.signInFailures(of: pair(1), at: start.adding(seconds: 86_399))?.count, 9)
        let later = start.adding(seconds: 86_400)
        XCTAssertNil(try store.signInFailures(of: pair(1), at: later))
        try store.noteSignInFailure(of: pair(1), at: later)
        XCTAssertEqual(try store.signInFailures(of: pair(1), at: later), SignInFailures(count: 1, last: later))
    }

    func testWhatIsForgottenIsSweptOut() throws {
        for number: UInt8 in 1...40 { try store.noteSignInFailure(of: pair(number), at: start) }
        let later = start.adding(seconds: 86_400)
        for number: UInt8 in 101...103 { try store.noteSignInFailure(of: pair(number), at: later) }
        let rows = try store.read { try $0.first("SELECT count(*) FROM sign_in_failures") { $0.integer(0) } }
        XCTAssertEqual(rows, 3)
    }

    private func pair(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
}
