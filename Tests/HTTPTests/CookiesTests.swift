import HTTP
import HTTPTypes
import XCTest

final class CookiesTests: XCTestCase {
    func testFindsCookiesByTheirWholeName() {
        XCTAssertEqual(values("session", ["a=1; session=abc; session2=no; xsession=no"]), ["abc"])
        XCTAssertEqual(values("session", ["SESSION=abc"]), [])
        XCTAssertEqual(values("session", []), [])
        XCTAssertEqual(values("__Host-session", ["session=a; __Host-session=b"]), ["b"])
    }

    func testKeepsEverythingAfterTheFirstEqualsSign() {
        XCTAssertEqual(values("a", ["a=b=c==; a="]), ["b=c==", ""])
    }

    func testReturnsSeveralCookiesOfOneNameInOrder() {
        XCTAssertEqual(values("a", ["a=1; a=2", "b=3;a=4"]), ["1", "2", "4"])
    }

    func testSkipsMalformedPairs() {
        XCTAssertEqual(values("a", ["a; ;=;; a ;a b=1; ;\ta=2"]), ["2"])
    }

    func testWritesACookieForThisSiteOnly() {
        XCTAssertEqual(
            SetCookie(name: "session", value: "abc", maximumAge: 60, isSecure: false).text,
            "session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax")
        XCTAssertEqual(
            SetCookie(name: "__Host-session", value: "a_-b", isSecure: true).text,
            "__Host-session=a_-b; Path=/; HttpOnly; SameSite=Lax; Secure")
    }

    func testWritesTheRemovalOfACookie() {
        XCTAssertEqual(
            SetCookie(name: "session", value: "", maximumAge: 0, isSecure: true).text,
            "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure")
    }

    private func values(_ name: String, _ fields: [String]) -> [String] {
        var headers = HTTPFields()
        for field in fields { headers.append(HTTPField(name: .cookie, value: field)) }
        return Cookies.value(named: name, in: headers)
    }
}
