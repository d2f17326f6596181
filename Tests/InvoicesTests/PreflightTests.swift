import Glibc
import XCTest

@testable import invoices

final class PreflightTests: XCTestCase {
    func testAcceptsAProgramThatSucceeds() {
        XCTAssertNoThrow(try preflight("echo fine; exit 0"))
    }

    func testRefusesAProgramThatFailsWithItsOutput() {
        assertRefused("It is\ntoo late.", by: "echo It is; echo too late. >&2; exit 1")
        assertRefused("It exited with status 7 and without output.", by: "exit 7")
        assertRefused("It exited with status 137 and without output.", by: "kill -9 $$")
    }

    func testTruncatesALongReason() {
        assertRefused(String(repeating: "x", count: 1024), by: "head -c 300000 /dev/zero | tr '\\0' x; exit 1")
    }

    func testKillsAProgramThatDoesNotExit() {
        let preflight = Preflight(arguments: ["sh", "-c", "echo waiting; exec sleep 1000"], timeout: 1)
        XCTAssertThrowsError(try preflight.run()) { XCTAssertEqual("\($0)", "It did not exit within 1 seconds.") }
        let silent = Preflight(arguments: ["sh", "-c", "exec sleep 1000 >/dev/null 2>&1"], timeout: 1)
        XCTAssertThrowsError(try silent.run()) { XCTAssertEqual("\($0)", "It did not exit within 1 seconds.") }
    }

    func testRefusesAProgramThatDoesNotExist() {
        let preflight = Preflight(arguments: ["/nowhere/invoices"], timeout: 1)
        XCTAssertThrowsError(try preflight.run()) {
            XCTAssertEqual("\($0)", "/nowhere/invoices cannot be executed: No such file or directory.")
        }
    }

    func testTheProgramHasNoInputAndNoBlockedSignals() {
        XCTAssertNoThrow(try preflight("! read line"))
        var (signals, before) = (sigset_t(), sigset_t())
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        XCTAssertNoThrow(try preflight("grep -q '^SigBlk:[^1-9a-f]*$' /proc/self/status"))
    }

    private func preflight(_ script: String) throws {
        try Preflight(arguments: ["sh", "-c", script], timeout: 20).run()
    }

    private func assertRefused(_ reason: String, by script: String, line: UInt = #line) {
        XCTAssertThrowsError(try preflight(script), line: line) { XCTAssertEqual("\($0)", reason, line: line) }
    }
}
