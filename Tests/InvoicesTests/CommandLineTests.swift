import Accounts
import Administration
import ArgumentParser
import Primitives
import XCTest

@testable import invoices

final class CommandLineTests: XCTestCase {
    func testServesWithoutArguments() throws {
        XCTAssertTrue(try InvoicesCommand.parseAsRoot([]) is ServeCommand)
    }

    func testParsesTheArgumentsOfDemo() throws {
        let command = try InvoicesCommand.parseAsRoot([
            "demo", "--users", "3", "--invoices", "500", "--seed", "7", "--until", "2026-06-30",
        ])
        let demo = try XCTUnwrap(command as? DemoCommand)
        XCTAssertEqual(demo.users, 3)
        XCTAssertEqual(demo.invoices, 500)
        XCTAssertEqual(demo.seed, 7)
        XCTAssertEqual(demo.until, CalendarDate(year: 2026, month: 6, day: 30))
    }

    func testAnInvalidCommandLineHasTheExitStatusOfUsageErrors() {
        for arguments in [
            ["unknown"], ["demo", "--users", "0"], ["demo", "--users", "10001"], ["demo", "--invoices", "-1"],
            ["demo", "--invoices", "10000001"], ["demo", "--seed", "-1"], ["demo", "--until", "2026-02-30"],
            ["demo", "--until", "1899-12-31"], ["demo", "--until", "9001-01-01"], ["user", "add", "ada"],
            ["user", "disable"], ["user", "password", "ada", "secret"],
            ["setup"], ["setup", "not_a_name"], ["setup", "example.com", "--key", "/key"],
            ["setup", "example.com", "--user", "ada"],
        ] {
            XCTAssertThrowsError(try InvoicesCommand.parseAsRoot(arguments), "\(arguments)") { error in
                XCTAssertEqual(InvoicesCommand.exitCode(for: error).rawValue, 64, "\(arguments)")
            }
        }
    }

    func testShowsHelpWithAnExampleForEveryCommand() throws {
        for command in [
            [], ["serve"], ["migrate"], ["check"], ["sweep"], ["user"], ["setup"], ["schema"], ["demo"],
        ] {
            var help = try InvoicesCommand.parseAsRoot(command + ["--help"])
            XCTAssertThrowsError(try help.run()) { error in
                XCTAssertEqual(InvoicesCommand.exitCode(for: error), .success)
                XCTAssertTrue(InvoicesCommand.fullMessage(for: error).contains("EXAMPLE"), "\(command)")
            }
        }
    }

    func testPrintsAnOperatorErrorAndExitsWithAFailure() {
        let error = OperatorError(["One thing.", "Another thing."])
        XCTAssertEqual(InvoicesCommand.exitCode(for: error), .failure)
        XCTAssertEqual(InvoicesCommand.fullMessage(for: error), "Error: One thing.\nAnother thing.")
    }

    func testAlignsTheTableOfUsers() {
        let users = [
            User(
                id: 1, ledger: 1, email: "ada@example.com", username: "ada", fullName: "Ada Lovelace", isActive: true,
                dateCreated: Timestamp(seconds: 1_688_205_600), generation: 0),
            User(
                id: 12, ledger: 12, email: "b@example.com", username: "bartholomew", fullName: nil, isActive: false,
                dateCreated: Timestamp(seconds: 1_688_205_600), generation: 0),
        ]
        XCTAssertEqual(
            UserTable.text(of: users),
            """
            ID  USERNAME     E-MAIL           STATE     CREATED     FULL NAME
            1   ada          ada@example.com  active    2023-07-01  Ada Lovelace
            12  bartholomew  b@example.com    disabled  2023-07-01

            """)
    }

    func testDrawsTheProgressBar() {
        let bar = ProgressBar("Invoices", of: 200)
        XCTAssertEqual(bar.text(at: 0), "Invoices [\(String(repeating: " ", count: 40))]   0 %  0 of 200")
        XCTAssertEqual(
            bar.text(at: 100),
            "Invoices [\(String(repeating: "#", count: 20))\(String(repeating: " ", count: 20))]  50 %  100 of 200")
        XCTAssertEqual(bar.text(at: 200), "Invoices [\(String(repeating: "#", count: 40))] 100 %  200 of 200")
    }
}
