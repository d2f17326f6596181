import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

/// A form that was sent after the session had ended goes on behind the sign-in form.
final class InterruptedFormTests: XCTestCase {
    private let house = Result { try House() }

    /// Sends a form with a session that has just ended, and signs in on the page that answers.
    private func interrupt(
        _ browser: Browser, _ form: Form, as username: String = "anna", file: StaticString = #filePath,
        line: UInt = #line
    ) throws -> Answer {
        browser.forget()
        let interrupted = browser.post(form)
        XCTAssertEqual(interrupted.status, 401, file: file, line: line)
        XCTAssertEqual(interrupted.headers[.wwwAuthenticate], "Bearer", file: file, line: line)
        XCTAssertTrue(interrupted.words.contains("Your session has ended."), file: file, line: line)
        XCTAssertNil(try? interrupted.form("/login")["carried.csrf_token"], file: file, line: line)
        let signIn = try interrupted.form("/login", file: file, line: line)
        // A mistake on the way loses nothing either.
        let mistaken = browser.post(signIn.with(["username": username, "password": "not the password"]))
        XCTAssertEqual(mistaken.status, 401, file: file, line: line)
        return browser.post(
            try mistaken.form("/login").with(["username": username, "password": "a good password"]))
    }

    private func invoices(_ house: House) throws -> Int {
        try house.store.figures(of: 1, dueBefore: house.now.day, recent: 0).months.map(\.figure.count).reduce(0, +)
    }

    func testANewInvoiceIsShownAgainAsItWasTypedAndNotMade() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        var form = try browser.get("/create").form("/create").with([
            "customer_name": "Acme “&” <Co>", "notes": "one\r\ntwo", "item_description": "Work",
            "item_quantity": "2", "item_unit_price": "nonsense",
        ])
        form.fields += [("item_description", "More"), ("item_quantity", ""), ("item_unit_price", "7")]
        let page = try interrupt(browser, form)
        XCTAssertEqual(page.status, 200)
        XCTAssertTrue(page.words.contains("The form is as you left it and was not sent yet."))
        let resumed = try page.form("/create")
        for name in ["customer_name", "notes", "form_key"] { XCTAssertEqual(resumed[name], form[name], name) }
        XCTAssertEqual(resumed.values("item_description"), ["Work", "More"])
        XCTAssertEqual(resumed.values("item_quantity"), ["2", ""])
        XCTAssertEqual(resumed.values("item_unit_price"), ["nonsense", "7"])
        XCTAssertEqual(try invoices(house), 0)
        // It is a page of the new session, whose form can be sent.
        var corrected = resumed
        corrected.fields.removeAll { $0.name.hasPrefix("item_") }
        corrected.fields += [("item_description", "Work"), ("item_quantity", "2"), ("item_unit_price", "7")]
        XCTAssertEqual(browser.post(corrected).location, "/invoice/1")
        XCTAssertEqual(try invoices(house), 1)
    }

    func testAnEditIsShownAgainAndNotSaved() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        house.invoice(house.login("anna"))
        let form = try browser.get("/invoice/1/edit").form("/invoice/1/edit").with(["notes": "typed long"])
        let page = try interrupt(browser, form)
        XCTAssertEqual(page.status, 200)
        let resumed = try page.form("/invoice/1/edit")
        XCTAssertEqual(resumed["notes"], "typed long")
        XCTAssertEqual(resumed["revision"], form["revision"])
        XCTAssertNil(try house.store.invoice(1, in: 1, fields: .all)?.notes)
        XCTAssertEqual(browser.post(resumed).location, "/invoice/1")
        XCTAssertEqual(try house.store.invoice(1, in: 1, fields: .all)?.notes, "typed long")
    }

    func testAnEditThatSomebodyOvertookMeanwhileIsStillStale() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        let token = house.login("anna")
        house.invoice(token)
        let form = try browser.get("/invoice/1/edit").form("/invoice/1/edit").with(["notes": "mine"])
        _ = house.send(.patch, "/api/v1/invoices/1", #"{"notes": "theirs"}"#, token: token)
        let resumed = try interrupt(browser, form).form("/invoice/1/edit")
        XCTAssertEqual(browser.post(resumed).status, 409)
    }

    func testSettingsAreShownAgainAndNotSaved() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        let form = try browser.get("/settings").form("/settings").with([
            "business_name": "Anna’s", "currency": "USD",
        ])
        let resumed = try interrupt(browser, form).form("/settings")
        XCTAssertEqual(resumed["business_name"], "Anna’s")
        XCTAssertEqual(resumed["currency"], "USD")
        XCTAssertEqual(try house.store.business(of: 1), Business())
    }

    func testASearchIsShownAgain() throws {
        let browser = try Browser.registered(in: try house.get())
        let form = try browser.get("/search").form("/search").with(["invoice_number": "INV-2"])
        XCTAssertEqual(try interrupt(browser, form).form("/search")["invoice_number"], "INV-2")
    }

    func testAFormOfOneButtonLeadsToItsPageAndDoesNothing() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        house.invoice(house.login("anna"))
        let page = browser.get("/invoice/1")
        let status = try page.form("/invoice/1/status").with(["status": "PAID"])
        XCTAssertEqual(try interrupt(browser, status).location, "/invoice/1")
        XCTAssertEqual(
            try interrupt(browser, browser.get("/invoice/1/delete").form("/invoice/1/delete")).location,
            "/invoice/1/delete")
        XCTAssertEqual(try interrupt(browser, browser.get("/").form("/logout")).location, "/")
        XCTAssertEqual(try house.store.invoice(1, in: 1, fields: .all)?.status, .pending)
        XCTAssertEqual(browser.get("/").status, 200)
    }

    func testPasswordsAreNotCarried() throws {
        let browser = try Browser.registered(in: try house.get())
        let form = try browser.get("/account").form("/account").with([
            "current_password": "a good password", "new_password": "another password",
        ])
        browser.forget()
        let answer = browser.post(form)
        XCTAssertEqual(answer.status, 401)
        XCTAssertFalse(answer.text.contains("another password"))
        XCTAssertFalse(answer.text.contains("a good password"))
        XCTAssertEqual(try answer.form("/login")["next"], "/account")
    }

    func testAnotherUsersFormLeadsOnWithoutShowingAnything() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        house.invoice(house.login("anna"))
        _ = house.register("bert")
        let form = try browser.get("/invoice/1/edit").form("/invoice/1/edit")
        let answer = try interrupt(browser, form, as: "bert")
        XCTAssertEqual(answer.location, "/invoice/1/edit")
        XCTAssertEqual(browser.get("/invoice/1/edit").status, 404)
        XCTAssertEqual(browser.get("/").status, 200)
    }

    func testAnExpiredSessionInterruptsAsAMissingOneDoes() throws {
        let house = try house.get()
        let browser = try Browser.registered(in: house)
        let form = try browser.get("/create").form("/create").with(["customer_name": "Acme"])
        house.now = house.now.adding(seconds: Session.idleLifetime)
        let answer = browser.post(form)
        XCTAssertEqual(answer.status, 401)
        XCTAssertEqual(try answer.form("/login")["carried.customer_name"], "Acme")
    }
}
