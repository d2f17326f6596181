import Accounts
import Application
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

/// Sessions: when they begin, how long they last, what ends them.
final class SessionTests: XCTestCase {
    private static let day: Int64 = 86_400

    private func isSignedIn(_ browser: Browser) -> Bool { browser.get("/settings").status == 200 }

    func testRegistrationSignsIn() throws {
        let browser = try Browser.registered(in: try House())
        XCTAssertTrue(isSignedIn(browser))
    }

    func testASessionEndsAfterSevenDaysUnused() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        house.now = house.now.adding(seconds: 7 * Self.day - 1)
        XCTAssertTrue(isSignedIn(browser))
        house.now = house.now.adding(seconds: 7 * Self.day - 1)
        XCTAssertTrue(isSignedIn(browser), "use renews it")
        house.now = house.now.adding(seconds: 7 * Self.day)
        XCTAssertFalse(isSignedIn(browser))
    }

    func testASessionEndsAfterThirtyDaysHoweverMuchItIsUsed() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        for _ in 1...29 {
            house.now = house.now.adding(seconds: Self.day)
            XCTAssertTrue(isSignedIn(browser))
        }
        house.now = house.now.adding(seconds: Self.day - 1)
        XCTAssertTrue(isSignedIn(browser))
        house.now = house.now.adding(seconds: 1)
        XCTAssertFalse(isSignedIn(browser))
    }

    func testUseWithinAMinuteIsNotWrittenDown() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        let token = try XCTUnwrap(browser.cookies["session"].flatMap { SessionToken($0) })
        house.now = house.now.adding(seconds: 59)
        _ = browser.get("/")
        XCTAssertEqual(try house.store.session(token.digest)?.lastUsed, House.start)
        house.now = house.now.adding(seconds: 1)
        _ = browser.get("/")
        XCTAssertEqual(try house.store.session(token.digest)?.lastUsed, house.now)
    }

    func testSigningInGivesAnotherSessionAndEndsTheOneBefore() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        let first = try XCTUnwrap(browser.cookies["session"])
        let form = try browser.get("/account").form("/logout")
        let signIn = Form(action: "/login", fields: [("username", "anna"), ("password", "a good password")])
            .with(["csrf_token": try XCTUnwrap(form["csrf_token"])])
        XCTAssertEqual(browser.post(signIn).status, 303)
        XCTAssertNotEqual(browser.cookies["session"], first)
        XCTAssertTrue(isSignedIn(browser))
        browser.set("session", to: first)
        XCTAssertFalse(isSignedIn(browser))
    }

    func testAVisitorsCookieNeverBecomesASession() throws {
        let house = try House()
        let browser = Browser(house)
        _ = browser.get("/login")
        let visitor = try XCTUnwrap(browser.cookies["visitor"])
        _ = house.register()
        try browser.signIn()
        XCTAssertNotEqual(browser.cookies["session"], visitor)
        browser.set("session", to: visitor)
        XCTAssertFalse(isSignedIn(browser))
    }

    func testSigningOutEndsTheSessionOnTheServer() throws {
        let browser = try Browser.registered(in: try House())
        let session = browser.cookies["session"]
        let answer = try browser.post(browser.get("/").form("/logout"))
        XCTAssertEqual(answer.status, 303)
        XCTAssertEqual(answer.location, "/login")
        XCTAssertNil(browser.cookies["session"])
        browser.set("session", to: session)
        XCTAssertFalse(isSignedIn(browser))
    }

    func testTheEndOfASessionLeavesNothingInTheBrowser() throws {
        let house = try House()
        for target in ["/logout", "/account"] {
            let name = "user-of\(target.replacing("/", with: "-"))"
            let browser = try Browser.registered(in: house, as: name, isSecure: true)
            let form = try browser.get("/account").form(target).with(["action": "sign-out-everywhere"])
            let answer = browser.post(form, headers: [.origin: "https://invoices.test"])
            XCTAssertEqual(answer.location, "/login")
            XCTAssertEqual(answer.headers[.clearSiteData], #""cache", "storage""#)
            XCTAssertEqual(answer.headers[.cacheControl], "no-store")
            XCTAssertNil(browser.cookies["__Host-session"])
        }
    }

    func testAPasswordChangeEndsEverySession() throws {
        let house = try House()
        let here = try Browser.registered(in: house)
        let there = Browser(house)
        try there.signIn()
        let form = try here.get("/account").form("/account").with([
            "current_password": "a good password", "new_password": "another password", "action": "change-password",
        ])
        let answer = here.post(form)
        XCTAssertEqual(answer.status, 303)
        XCTAssertEqual(answer.location, "/login")
        XCTAssertNil(here.cookies["session"])
        XCTAssertFalse(isSignedIn(there))
        let refused = try here.signIn()
        XCTAssertEqual(refused.status, 401)
        XCTAssertEqual(refused.headers[.wwwAuthenticate], "Bearer")
        XCTAssertEqual(try here.signIn(password: "another password").status, 303)
    }

    func testSigningOutEverywhereEndsEverySessionAndToken() throws {
        let house = try House()
        let here = try Browser.registered(in: house)
        let there = Browser(house)
        try there.signIn()
        let token = house.login("anna")
        let form = try here.get("/account").form("/account").with(["action": "sign-out-everywhere"])
        XCTAssertEqual(here.post(form).status, 303)
        XCTAssertFalse(isSignedIn(there))
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 401)
        XCTAssertEqual(try here.signIn().status, 303)
    }

    func testTheAPIsSignOutEndsSessionsToo() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        XCTAssertEqual(house.send(.post, "/api/v1/auth/logout-all", token: house.login("anna")).status, 204)
        XCTAssertFalse(isSignedIn(browser))
    }

    func testADisabledUserIsSignedOut() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        try house.setActive(false, user: 1)
        XCTAssertFalse(isSignedIn(browser))
        XCTAssertEqual(try browser.signIn().status, 401)
    }

    func testOneOfSeveralCookiesOfTheNameSuffices() throws {
        let browser = try Browser.registered(in: try House())
        let session = try XCTUnwrap(browser.cookies["session"])
        browser.forget()
        let other = String(session.reversed())
        for cookies in ["session=x; session=\(session)", "session=\(other); session=\(session)"] {
            XCTAssertEqual(browser.get("/settings", headers: [.cookie: cookies]).status, 200, cookies)
        }
        XCTAssertEqual(browser.get("/settings", headers: [.cookie: "session=\(other)"]).status, 303)
    }

    func testTheCookieHoldsNothingThatTheDatabaseHolds() throws {
        let house = try House()
        let text = try XCTUnwrap(try Browser.registered(in: house).cookies["session"])
        XCTAssertNotNil(try house.store.session(try XCTUnwrap(SessionToken(text)).digest))
        XCTAssertNil(try house.store.session(try XCTUnwrap(Base64URL.decode(text.utf8))))
    }
}
