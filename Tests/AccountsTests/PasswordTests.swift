import Primitives
import XCTest

@testable import Accounts

final class PasswordTests: XCTestCase {
    private static let common = "is one of the commonest passwords, which are guessed first; choose another one"
    private static let telling = "must not hold the user name or the e-mail address, which are guessed first"

    func testThereAreThreeThousandCommonPasswords() {
        XCTAssertEqual(CommonPasswords.all.count, 3000)
        for password in CommonPasswords.all {
            XCTAssertGreaterThanOrEqual(password.unicodeScalars.count, AccountRules.shortestPassword, String(password))
            XCTAssertEqual(FoldedText(String(password)).text, String(password))
        }
    }

    func testACommonPasswordIsRefusedInAnyCase() {
        for password in ["password", "12345678", "iloveyou", "PASSWORD", "Passw0rd", "QwertyUiop", "p@ssw0rd"] {
            XCTAssertEqual(fault(password), Self.common, password)
        }
        for password in CommonPasswords.all { XCTAssertEqual(fault(String(password)), Self.common) }
    }

    func testAPasswordThatOnlyHoldsACommonOneIsTaken() {
        for password in ["password of mine", "12345678 horses", "correct horse battery"] {
            XCTAssertNil(fault(password))
        }
    }

    func testAPasswordThatHoldsANameIsRefusedInAnyCase() {
        for password in [
            "anna.smith!", "my ANNA.Smith", "books@Example.com 1", "the books@example.com",
        ] {
            XCTAssertEqual(fault(password, of: ["Anna.Smith", "books@example.com"]), Self.telling, password)
        }
        XCTAssertEqual(fault("ÖZGÜR 123", of: ["özgür@example.com"]), Self.telling)
        XCTAssertNil(fault("example.com is mine", of: ["Anna.Smith", "books@example.com"]))
    }

    func testWhatStandsBeforeTheAtSignIsRefusedAsTheLargerPart() {
        XCTAssertEqual(fault("mybooks1", of: ["books@example.com"]), Self.telling)
        XCTAssertEqual(fault("books12345", of: ["books@example.com"]), Self.telling)
        XCTAssertNil(fault("books123456", of: ["books@example.com"]))
        XCTAssertNil(fault("another password", of: ["other@example.com"]))
    }

    private func fault(_ password: String, of names: [String] = ["somebody", "some@example.com"]) -> String? {
        do throws(ValueFault) {
            return try Password(password, of: names).text == password ? nil : "is another one"
        } catch {
            return error.detail
        }
    }
}
