import Glibc
import XCTest

@testable import invoices

final class TrialTests: XCTestCase {
    func testWhatEndsWellIsAccepted() {
        XCTAssertNoThrow(try trial("echo fine; exit 0"))
    }

    func testWhatFailsIsRefusedWithItsReason() {
        assertRefused("It is\ntoo late.", by: "echo It is; echo too late. >&2; exit 1")
        assertRefused("It ended with status 7 and said nothing.", by: "exit 7")
        assertRefused("It ended with status 137 and said nothing.", by: "kill -9 $$")
    }

    func testMuchOfAReasonIsCut() {
        assertRefused(String(repeating: "x", count: 1024), by: "head -c 300000 /dev/zero | tr '\\0' x; exit 1")
    }

    func testWhatDoesNotEndIsKilled() {
        let trial = Trial(arguments: ["sh", "-c", "echo waiting; exec sleep 1000"], patience: 1)
        XCTAssertThrowsError(try trial.run()) { XCTAssertEqual("\($0)", "It did not end within 1 seconds.") }
        let silent = Trial(arguments: ["sh", "-c", "exec sleep 1000 >/dev/null 2>&1"], patience: 1)
        XCTAssertThrowsError(try silent.run()) { XCTAssertEqual("\($0)", "It did not end within 1 seconds.") }
    }

    func testWhatIsNotThereIsRefused() {
        let trial = Trial(arguments: ["/nowhere/invoices"], patience: 1)
        XCTAssertThrowsError(try trial.run()) {
            XCTAssertEqual("\($0)", "/nowhere/invoices cannot be executed: No such file or directory.")
        }
    }

    func testItReadsNothingAndNoSignalIsBlocked() {
        XCTAssertNoThrow(try trial("! read line"))
        var (signals, before) = (sigset_t(), sigset_t())
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        XCTAssertNoThrow(try trial("grep -q '^SigBlk:[^1-9a-f]*$' /proc/self/status"))
    }

    private func trial(_ script: String) throws {
        try Trial(arguments: ["sh", "-c", script], patience: 20).run()
    }

    private func assertRefused(_ reason: String, by script: String, line: UInt = #line) {
        XCTAssertThrowsError(try trial(script), line: line) { XCTAssertEqual("\($0)", reason, line: line) }
    }
}
