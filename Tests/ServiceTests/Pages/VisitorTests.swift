import HTTP
import HTTPTypes
import Web
import XCTest

@testable import WebPages

/// Where visitors who are not signed in are led, and where they go afterwards.
final class VisitorTests: XCTestCase {
    func testEveryPageSendsAVisitorToTheSignInForm() throws {
        let browser = Browser(try House())
        for (target, next) in [
            "/invoices": "%2Finvoices", "/invoices.csv": "%2Finvoices.csv", "/create": "%2Fcreate",
            "/search": "%2Fsearch", "/invoice/7": "%2Finvoice%2F7", "/invoice/7/edit": "%2Finvoice%2F7%2Fedit",
            "/invoice/7/delete": "%2Finvoice%2F7%2Fdelete", "/settings": "%2Fsettings", "/account": "%2Faccount",
            "/.well-known/change-password": "%2F.well-known%2Fchange-password",
            "/invoices?status=PAID&customer_name=a%20b": "%2Finvoices%3Fstatus%3DPAID%26customer_name%3Da%2520b",
        ] {
            let answer = browser.get(target)
            XCTAssertEqual(answer.status, 303, target)
            XCTAssertEqual(answer.location, "/login?next=\(next)", target)
        }
        XCTAssertEqual(browser.get("/").location, "/login")
    }

    func testHeadIsRedirectedAsGetIs() throws {
        let house = try House()
        XCTAssertEqual(house.send(.head, "/settings").location, "/login?next=%2Fsettings")
        XCTAssertEqual(house.send(.head, "/login").status, 200)
    }

    func testEveryRouteOfAPageAsksForASession() throws {
        let house = try House()
        let open: Set<String> = ["/login", "/register", "/health", "/docs", "/redoc", "/openapi.json", "/metrics"]
        for route in house.routes where !route.path.hasPrefix("/api/") && !open.contains(route.path) {
            let path = route.path.replacing("{id}", with: "1")
            let answer = house.send(Request(method: route.method, path: path))
            XCTAssertEqual(answer.status, route.method == .post ? 401 : 303, path)
            if route.method == .get { XCTAssertEqual(answer.location?.hasPrefix("/login"), true, path) }
        }
    }

    func testSigningInLeadsBackToWhatWasAskedFor() throws {
        let house = try House()
        _ = house.register()
        let browser = Browser(house)
        let target = "/invoices?status=PAID&customer_name=a%20b"
        let page = browser.get(try XCTUnwrap(browser.get(target).location))
        let form = try page.form("/login").with(["username": "anna", "password": "a good password"])
        XCTAssertEqual(browser.post(form).location, target)
    }

    func testTheWayBackSurvivesMistakesAndTheChangeToRegistration() throws {
        let browser = Browser(try House())
        var page = browser.get("/login?next=%2Fcreate")
        page = try browser.post(page.form("/login").with(["username": "anna", "password": "wrong password"]))
        XCTAssertEqual(page.status, 401)
        XCTAssertEqual(try page.form("/login")["next"], "/create")
        let register = try XCTUnwrap(page.links.first { $0.hasPrefix("/register") })
        XCTAssertEqual(register, "/register?next=%2Fcreate")
        page = browser.get(register)
        XCTAssertTrue(page.links.contains("/login?next=%2Fcreate"))
        let form = try page.form("/register").with([
            "email": "anna@example.com", "username": "anna", "password": "a good password",
        ])
        XCTAssertEqual(browser.post(form).location, "/create")
    }

    func testNextStaysOnThisSite() throws {
        let house = try House()
        _ = house.register()
        for next in [
            "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
            "evil.example", "/a\\b", "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/ /evil.example",
            "/\u{0}", "/\u{7F}", "/é", "/\u{202E}", "", "/" + String(repeating: "a", count: 2000),
        ] {
            XCTAssertNil(NextPage.safe(next), next)
            let browser = Browser(house)
            let page = browser.get("/login?" + PercentEncoding.query([("next", next)]))
            let form = try page.form("/login")
            XCTAssertNil(form["next"], next)
            let answer = browser.post(
                form.with(["username": "anna", "password": "a good password", "next": next]))
            XCTAssertEqual(answer.location, "/", next)
            XCTAssertEqual(browser.get("/login?" + PercentEncoding.query([("next", next)])).location, "/", next)
        }
        XCTAssertEqual(NextPage.safe("/invoices?a=%2F%2Fb"), "/invoices?a=%2F%2Fb")
    }

    func testWhoIsSignedInIsLedOnFromTheFormsForVisitors() throws {
        let browser = try Browser.registered(in: try House())
        XCTAssertEqual(browser.get("/login?next=%2Fcreate").location, "/create")
        XCTAssertEqual(browser.get("/register").location, "/")
    }

    func testTheWellKnownAddressLeadsToThePasswordForm() throws {
        let browser = try Browser.registered(in: try House())
        let answer = browser.get("/.well-known/change-password")
        XCTAssertEqual(answer.status, 303)
        XCTAssertEqual(answer.location, "/account")
        XCTAssertEqual(
            browser.get("/account").attribute("autocomplete", where: "name", is: "new_password"), "new-password")
    }

    func testATrailingSlashLeadsToThePageWithoutIt() throws {
        let answer = Browser(try House()).get("/invoices/?status=PAID")
        XCTAssertEqual(answer.status, 308)
        XCTAssertEqual(answer.location, "/invoices?status=PAID")
    }
}
