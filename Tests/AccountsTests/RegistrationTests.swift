import Accounts
import Primitives
import XCTest

final class RegistrationTests: XCTestCase {
    func testTakesTheLeastThatIsNeeded() throws {
        let registration = try register()
        XCTAssertEqual(registration.email, "ann@example.com")
        XCTAssertEqual(registration.username, "ann")
        XCTAssertNil(registration.fullName)
        XCTAssertEqual(registration.password.text, "a good one")
    }

    func testTrimsEverythingButThePassword() throws {
        let registration = try register(
            email: .text(" Ann@Example.com\n"), username: .text("\tAnn_1 "), fullName: .text(" Ann  Lee "),
            password: .text(" pass word\r\n\u{7F}"))
        XCTAssertEqual(registration.email, "Ann@Example.com")
        XCTAssertEqual(registration.username, "Ann_1")
        XCTAssertEqual(registration.fullName, "Ann  Lee")
        XCTAssertEqual(Array(registration.password.text.utf8), Array(" pass word\r\n\u{7F}".utf8))
    }

    func testAFullNameMayBeNullOrBlank() throws {
        for value in [TypedValue.absent, .null, .text(""), .text(" \n")] {
            XCTAssertNil(try register(fullName: value).fullName)
        }
    }

    func testListsEveryFault() {
        XCTAssertEqual(
            faults(email: .absent, username: .absent, password: .absent),
            ["/email: is required", "/username: is required", "/password: is required"])
        XCTAssertEqual(
            faults(email: .null, username: .null, password: .null),
            ["/email: must not be null", "/username: must not be null", "/password: must not be null"])
        XCTAssertEqual(
            faults(
                email: .number("1"), username: .other("an array"), fullName: .number("1"), password: .number("12345678")
            ),
            [
                "/email: must be a string", "/username: must be a string", "/full_name: must be a string",
                "/password: must be a string",
            ])
        XCTAssertEqual(
            faults(email: .text(" "), username: .text(""), fullName: .text("a\u{0}"), password: .text("")),
            [
                "/email: must not be empty", "/username: must not be empty",
                "/full_name: must not hold control characters", "/password: must have at least 8 characters",
            ])
    }

    func testAnEmailFollowsTheContractsRule() {
        for email in ["ann", "ann@example", "a@b@c.d", "a b@c.d", String(repeating: "a", count: 251) + "@b.c"] {
            XCTAssertEqual(faults(email: .text(email)).count, 1, email)
        }
    }

    func testAUsernameIsThreeToFiftyOfItsCharacters() {
        for name in ["abc", "A-Z", "a.b", "0_9", "...", String(repeating: "x", count: 50)] {
            XCTAssertEqual(try register(username: .text(name)).username, name)
        }
        for name in [
            "ab", String(repeating: "x", count: 51), "a b", "a@b.c", "añn", "a\u{301}bc", "abc\u{0}", "ab/", "ab\n\nc",
            "аbc",
        ] {
            XCTAssertEqual(
                faults(username: .text(name)), ["/username: must be 3 to 50 of the characters A-Z a-z 0-9 _ . -"], name)
        }
    }

    func testAFullNameHasAtMostTwoHundredCharacters() {
        XCTAssertEqual(faults(fullName: .text(String(repeating: "é", count: 200))), [])
        XCTAssertEqual(
            faults(fullName: .text(String(repeating: "é", count: 201))),
            ["/full_name: must have at most 200 characters"])
    }

    func testAPasswordHasEightCharactersToSeventyTwoBytes() {
        for password in [
            "8 or more", "        ", "éééééééé", String(repeating: "x", count: 72), String(repeating: "é", count: 36),
        ] {
            XCTAssertEqual(faults(password: .text(password)), [], password)
        }
        XCTAssertEqual(faults(password: .text("1234567")), ["/password: must have at least 8 characters"])
        XCTAssertEqual(faults(password: .text("ééééééé")), ["/password: must have at least 8 characters"])
        for password in [String(repeating: "x", count: 73), String(repeating: "é", count: 37)] {
            XCTAssertEqual(faults(password: .text(password)), ["/password: must have at most 72 bytes"])
        }
        XCTAssertEqual(faults(password: .text("1234\u{0}5678")), ["/password: must not hold the character NUL"])
    }

    func testAPasswordDoesNotShowItself() throws {
        let registration = try register(password: .text("secret-word"))
        XCTAssertFalse("\(registration)".contains("secret-word"))
        XCTAssertFalse(String(reflecting: registration).contains("secret-word"))
    }

    // MARK: -

    private func register(
        email: TypedValue = .text("ann@example.com"), username: TypedValue = .text("ann"),
        fullName: TypedValue = .absent, password: TypedValue = .text("a good one")
    ) throws(InvalidInput) -> Registration {
        try Registration(email: email, username: username, fullName: fullName, password: password)
    }

    private func faults(
        email: TypedValue = .text("ann@example.com"), username: TypedValue = .text("ann"),
        fullName: TypedValue = .absent, password: TypedValue = .text("a good one")
    ) -> [String] {
        do throws(InvalidInput) {
            _ = try register(email: email, username: username, fullName: fullName, password: password)
            return []
        } catch {
            return error.faults.map { fault in
                guard case .pointer(let pointer) = fault.place else { return "\(fault)" }
                return "\(pointer): \(fault.detail)"
            }
        }
    }
}
