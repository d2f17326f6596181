import HTTP
import HTTPTypes
import XCTest

/// The cookies' names and flags, over HTTP and HTTPS.
final class CookieTests: XCTestCase {
    func testOverHTTPTheCookieIsHttpOnlyAndLax() throws {
        let browser = try Browser.registered(in: try House())
        let cookie = try XCTUnwrap(browser.setCookies.first)
        XCTAssertEqual(browser.setCookies.count, 1)
        XCTAssertTrue(cookie.hasPrefix("session="), cookie)
        XCTAssertTrue(cookie.hasSuffix("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"), cookie)
    }

    func testOverHTTPSTheCookieIsSecureAndOfThisHost() throws {
        let browser = try Browser.registered(in: try House(), isSecure: true)
        let cookie = try XCTUnwrap(browser.setCookies.first)
        XCTAssertTrue(cookie.hasPrefix("__Host-session="), cookie)
        XCTAssertTrue(cookie.hasSuffix("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"), cookie)
        XCTAssertEqual(browser.get("/").status, 200)
    }

    func testOverHTTPSOnlyTheCookieWithThePrefixIsRead() throws {
        let browser = try Browser.registered(in: try House(), isSecure: true)
        let session = browser.cookies["__Host-session"]
        browser.forget()
        browser.set("session", to: session)
        XCTAssertEqual(browser.get("/").status, 303)
    }

    func testOverHTTPTheCookieWithThePrefixIsNotRead() throws {
        let house = try House()
        let secure = try Browser.registered(in: house, isSecure: true)
        let plain = Browser(house)
        plain.set("__Host-session", to: secure.cookies["__Host-session"])
        XCTAssertEqual(plain.get("/").status, 303)
    }

    func testThePublicAddressDecidesWhateverTheConnectionIs() throws {
        // TLS that ends before nginx, and a browser that came straight to it.
        let behind = try Browser.registered(in: try House(publicOrigin: "https://invoices.test"))
        XCTAssertTrue(behind.setCookies[0].hasPrefix("__Host-session="), behind.setCookies[0])
        XCTAssertTrue(behind.setCookies[0].hasSuffix("; Secure"), behind.setCookies[0])
        XCTAssertEqual(behind.get("/").status, 200)
        let plain = try Browser.registered(in: try House(publicOrigin: "http://invoices.test"), isSecure: true)
        XCTAssertTrue(plain.setCookies[0].hasPrefix("session="), plain.setCookies[0])
        XCTAssertFalse(plain.setCookies[0].contains("Secure"))
    }

    func testSigningOutTakesTheCookieAwayUnderItsOwnName() throws {
        for (isSecure, name) in [(false, "session"), (true, "__Host-session")] {
            let browser = try Browser.registered(in: try House(), isSecure: isSecure)
            _ = try browser.post(browser.get("/").form("/logout"))
            XCTAssertEqual(browser.setCookies.count, 1)
            XCTAssertTrue(browser.setCookies[0].hasPrefix("\(name)=; Path=/; Max-Age=0"), browser.setCookies[0])
        }
    }

    func testAVisitorsCookieIsSetOnceAndEndsWithTheBrowser() throws {
        let browser = Browser(try House(), isSecure: true)
        _ = browser.get("/login")
        XCTAssertEqual(browser.setCookies.count, 1)
        XCTAssertTrue(browser.setCookies[0].hasPrefix("__Host-visitor="))
        XCTAssertFalse(browser.setCookies[0].contains("Max-Age"))
        _ = browser.get("/register")
        XCTAssertEqual(browser.setCookies, [])
    }

    func testARedirectAndAnUnknownPathSetNoCookie() throws {
        let browser = Browser(try House())
        for target in ["/", "/nothing"] {
            _ = browser.get(target)
            XCTAssertEqual(browser.setCookies, [], target)
        }
    }

    func testPagesAreNeverStoredByCaches() throws {
        let browser = try Browser.registered(in: try House())
        for target in ["/", "/login", "/settings", "/invoices.csv", "/nothing"] {
            XCTAssertEqual(browser.get(target).headers[.cacheControl], "no-store", target)
        }
    }

    func testTheCookieDoesNotAuthoriseTheAPI() throws {
        let browser = try Browser.registered(in: try House())
        for target in ["/api/v1/auth/me", "/api/v1/invoices"] {
            XCTAssertEqual(browser.get(target).status, 401, target)
        }
        XCTAssertEqual(browser.post("/api/v1/invoices", [:]).status, 401)
    }

    func testABearerTokenDoesNotAuthoriseAPage() throws {
        let house = try House()
        let authorization: HTTPFields = [.authorization: "Bearer \(house.register())"]
        let browser = Browser(house)
        XCTAssertEqual(browser.get("/", headers: authorization).status, 303)
        let answer = browser.post("/create", ["customer_name": "Acme"], headers: authorization)
        XCTAssertEqual(answer.status, 401)
        let signedIn = try Browser.registered(in: house, as: "bert")
        XCTAssertEqual(signedIn.post("/settings", ["business_name": "X"], headers: authorization).status, 403)
    }
}
