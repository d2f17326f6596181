import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

/// Forms that did not come from a page of this session: 403.
final class ForgeryTests: XCTestCase {
    private static let targets = [
        "/login", "/register", "/logout", "/create", "/search", "/invoice/1/status", "/invoice/1/edit",
        "/invoice/1/delete", "/settings", "/account",
    ]

    func testEveryFormNeedsItsToken() throws {
        let browser = try Browser.registered(in: try House())
        let token = try XCTUnwrap(browser.get("/settings").form("/settings")["csrf_token"])
        for target in Self.targets {
            XCTAssertEqual(browser.post(target, [:]).status, 403, target)
            XCTAssertEqual(browser.post(target, ["csrf_token": ""]).status, 403, target)
            XCTAssertEqual(browser.post(target, ["csrf_token": "x" + token.dropFirst()]).status, 403, target)
            XCTAssertEqual(browser.post(target, ["csrf_token": token, "csrf_token": token]).status, 403, target)
        }
    }

    func testVisitorsFormsNeedTheirTokenToo() throws {
        let browser = Browser(try House())
        _ = browser.get("/login")
        for target in ["/login", "/register"] {
            let answer = browser.post(target, ["username": "anna", "password": "a good password"])
            XCTAssertEqual(answer.status, 403, target)
            XCTAssertTrue(answer.words.contains("Reload the page"))
        }
    }

    func testATokenOfAnotherSessionIsRefused() throws {
        let house = try House()
        let anna = try Browser.registered(in: house)
        let bert = try Browser.registered(in: house, as: "bert")
        XCTAssertEqual(try anna.post(bert.get("/settings").form("/settings")).status, 403)
        let visitor = Browser(house)
        XCTAssertEqual(try anna.post(visitor.get("/login").form("/login")).status, 403)
        XCTAssertEqual(try visitor.post(Browser(house).get("/login").form("/login")).status, 403)
    }

    func testATokenOfBeforeSigningInIsRefusedAfterwards() throws {
        let house = try House()
        _ = house.register()
        let browser = Browser(house)
        let token = try XCTUnwrap(browser.get("/login").form("/login")["csrf_token"])
        try browser.signIn()
        XCTAssertEqual(browser.post("/settings", ["csrf_token": token]).status, 403)
    }

    func testTheTokenIsMaskedAfreshInEachAnswerAndStaysValid() throws {
        let browser = try Browser.registered(in: try House())
        let tokens = try (1...3).map { _ in
            try XCTUnwrap(browser.get("/settings").form("/settings")["csrf_token"])
        }
        XCTAssertEqual(Set(tokens).count, 3)
        for token in tokens {
            XCTAssertEqual(browser.post("/settings", ["csrf_token": token]).status, 303)
        }
    }

    func testAnotherOriginIsRefused() throws {
        let browser = try Browser.registered(in: try House())
        let form = try browser.get("/settings").form("/settings")
        for origin in [
            "https://evil.example", "null", "", "https://invoices.test", "http://invoices.test:81",
            "http://invoices.test.evil.example", "http://evil.example, http://invoices.test",
        ] {
            XCTAssertEqual(browser.post(form, headers: [.origin: origin]).status, 403, origin)
        }
        XCTAssertEqual(browser.post(form, headers: [.origin: "http://invoices.test"]).status, 303)
        XCTAssertEqual(browser.post(form, headers: [.origin: "http://Invoices.Test"]).status, 303)
    }

    func testOverHTTPSTheOriginIsOfHTTPS() throws {
        let browser = try Browser.registered(in: try House(), isSecure: true)
        let form = try browser.get("/settings").form("/settings")
        XCTAssertEqual(browser.post(form, headers: [.origin: "http://invoices.test"]).status, 403)
        XCTAssertEqual(browser.post(form, headers: [.origin: "https://invoices.test"]).status, 303)
    }

    func testThePublicOriginIsTheOnlyOneWhereThereIsOne() throws {
        let browser = try Browser.registered(in: try House(publicOrigin: "https://invoices.example"))
        let form = try browser.get("/settings").form("/settings")
        XCTAssertEqual(browser.post(form, headers: [.origin: "http://invoices.test"]).status, 403)
        XCTAssertEqual(browser.post(form, headers: [.origin: "https://invoices.example"]).status, 303)
    }

    func testWithoutAnOriginTheFetchMetadataDecide() throws {
        let browser = try Browser.registered(in: try House())
        let form = try browser.get("/settings").form("/settings")
        for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)] {
            XCTAssertEqual(browser.post(form, headers: [.secFetchSite: site]).status, status, site)
        }
    }

    func testAnotherSitesFormIsNotCarriedThroughSigningIn() throws {
        // A cookie of SameSite=Lax does not come with it: its sender looks like a visitor.
        let answer = Browser(try House()).post(
            "/create", ["customer_name": "Mallory"], headers: [.origin: "https://evil.example"])
        XCTAssertEqual(answer.status, 403)
        XCTAssertFalse(answer.text.contains("Mallory"))
    }

    func testARefusedFormChangesNothing() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        var form = try browser.get("/settings").form("/settings").with(["business_name": "Forged"])
        form["csrf_token"] = nil
        XCTAssertEqual(browser.post(form).status, 403)
        XCTAssertNil(try house.store.business(of: 1).name)
    }
}
