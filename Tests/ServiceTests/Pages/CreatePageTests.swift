import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

/// `/create`: the invoice form, with and without a script.
final class CreatePageTests: XCTestCase {
    private var house: House!
    private var browser: Browser!

    override func setUpWithError() throws {
        house = try House()
        browser = try Browser.registered(in: house)
    }

    override func tearDown() {
        browser = nil
        house = nil
    }

    /// The form with an ordinary invoice in it.
    private func filled(_ values: KeyValuePairs<String, String> = [:]) throws -> Form {
        try browser.get("/create").form("/create").with([
            "customer_name": "Acme Corp", "item_description": "Consulting", "item_quantity": "2",
            "item_unit_price": "50.00",
        ]).with(values)
    }

    private func adding(_ form: Form, _ description: String, _ quantity: String, _ price: String) -> Form {
        var form = form
        form.fields += [
            ("item_description", description), ("item_quantity", quantity), ("item_unit_price", price),
        ]
        return form
    }

    private func count() throws -> Int {
        try house.store.figures(of: 1, dueBefore: house.now.day, recent: 0).months
            .filter { $0.status == .pending }.map(\.figure.count).reduce(0, +)
    }

    func testTheFormBeginsWithOneEmptyRow() throws {
        let page = browser.get("/create")
        XCTAssertEqual(page.status, 200)
        let form = try page.form("/create")
        XCTAssertEqual(form.values("item_description"), [""])
        XCTAssertTrue(page.words.contains("Total EUR 0.00"))
    }

    func testMakesTheInvoiceThatWasTyped() throws {
        let form = adding(
            try filled([
                "customer_email": " billing@acme.example ", "customer_address": "1 Main Street\r\nTown",
                "due_date": "2023-07-31", "notes": "Thank you",
            ]), "Travel", "1.5", "3.333")
        let answer = browser.post(form)
        XCTAssertEqual(answer.status, 303)
        XCTAssertEqual(answer.location, "/invoice/1")
        let invoice = try XCTUnwrap(house.store.invoice(1, in: 1, fields: .all))
        XCTAssertEqual(invoice.customerName, "Acme Corp")
        XCTAssertEqual(invoice.customerEmail, "billing@acme.example")
        XCTAssertEqual(invoice.customerAddress, "1 Main Street\nTown")
        XCTAssertEqual(invoice.dueDate?.text, "2023-07-31")
        XCTAssertEqual(invoice.notes, "Thank you")
        XCTAssertEqual(invoice.items.map(\.description), ["Consulting", "Travel"])
        XCTAssertEqual(invoice.total.text, "105.00")
        XCTAssertEqual(invoice.status, .pending)
    }

    func testAWhollyEmptyRowIsIgnored() throws {
        var form = adding(try filled(), " ", "", "\t")
        form = adding(form, "Travel", "1", "1")
        XCTAssertEqual(browser.post(adding(form, "", "", "")).location, "/invoice/1")
        XCTAssertEqual(
            try house.store.invoice(1, in: 1, fields: .all)?.items.map(\.description), ["Consulting", "Travel"])
    }

    func testAnInvalidFormComesBackWithEveryFaultAtItsField() throws {
        var form = try filled([
            "customer_name": " ", "customer_email": "nobody", "due_date": "2023-02-30",
            "notes": String(repeating: "n", count: 5001), "item_description": "", "item_quantity": "0",
        ])
        form = adding(adding(form, "", "", ""), "Travel", "1.00001", "ten")
        let page = browser.post(form)
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(try count(), 0)
        for (id, sentence) in [
            "customer_name": "The customer’s name must not be empty.",
            "customer_email": "The e-mail address must be an e-mail address such as name@example.com.",
            "due_date": "The due date must be a date such as 2023-07-31.",
            "notes": "The notes must have at most 5000 characters.",
            "item_description-1": "The description of item 1 must not be empty.",
            "item_quantity-1": "The quantity of item 1 must be more than 0 and at most 1000000.",
            "item_quantity-3": "The quantity of item 3 must have at most 4 decimals.",
            "item_unit_price-3": "The unit price of item 3 must be a decimal number such as 19.99.",
        ] {
            XCTAssertEqual(page.error(at: id), sentence)
            XCTAssertTrue(page.links.contains("#\(id)"), id)
            XCTAssertEqual(page.attribute("aria-describedby", where: "id", is: id), "\(id)-error")
        }
        XCTAssertTrue(page.words.contains("8 things need your attention"))
        let again = try page.form("/create")
        for (name, value) in form.fields where name != "csrf_token" {
            XCTAssertTrue(again.values(name).contains(value), "\(name) = \(value)")
        }
        XCTAssertEqual(again.values("item_quantity"), ["0", "", "1.00001"])
        // A date box would not show it.
        XCTAssertEqual(page.attribute("type", where: "id", is: "due_date"), "text")
    }

    func testAFormWithoutItemsSaysSo() throws {
        let page = browser.post(
            try filled(["item_description": "", "item_quantity": "", "item_unit_price": ""]))
        XCTAssertEqual(page.status, 422)
        XCTAssertTrue(page.words.contains("The invoice must have from 1 to 500 items."))
        XCTAssertTrue(page.links.contains("#items-title"))
        XCTAssertEqual(try page.form("/create").values("item_description"), [""])
    }

    func testAFormWithoutAnyItemFieldsComesBackWithARow() throws {
        var form = try filled()
        form.fields.removeAll { $0.name.hasPrefix("item_") }
        let page = browser.post(form)
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(try page.form("/create").values("item_description"), [""])
    }

    func testATotalThatIsTooLargeIsToldAtTheItems() throws {
        let page = browser.post(try filled(["item_quantity": "1000000", "item_unit_price": "1000000000"]))
        XCTAssertEqual(page.status, 422)
        XCTAssertTrue(page.words.contains("The items add up to more than 9999999999999.99."), page.words)
        XCTAssertTrue(page.words.contains("1,000,000,000,000,000.00"))
    }

    func testTheSameFormSentTwiceMakesOneInvoice() throws {
        let form = try filled()
        XCTAssertEqual(browser.post(form).location, "/invoice/1")
        XCTAssertEqual(browser.post(form).location, "/invoice/1")
        XCTAssertEqual(try count(), 1)
    }

    func testTheSameFormFilledInDifferentlyMakesAnother() throws {
        let form = try filled()
        XCTAssertEqual(browser.post(form).location, "/invoice/1")
        XCTAssertEqual(browser.post(form.with(["notes": "another"])).location, "/invoice/2")
        XCTAssertEqual(browser.post(try filled()).location, "/invoice/3")
    }

    func testAFormWithoutItsKeyMakesAnInvoiceToo() throws {
        var form = try filled()
        form["form_key"] = nil
        XCTAssertEqual(browser.post(form).location, "/invoice/1")
        XCTAssertEqual(browser.post(form).location, "/invoice/2")
        let page = browser.post(form.with(["customer_name": ""]))
        XCTAssertNotEqual(try page.form("/create")["form_key"] ?? "", "")
    }

    func testTheFormsKeyDoesNotMeetAnIdempotencyKey() throws {
        let token = house.login("anna")
        let key = try XCTUnwrap(filled()["form_key"])
        let body = #"{"customer_name": "A", "items": [{"description": "a", "quantity": 1, "unit_price": 1}]}"#
        let first = house.send(
            .post, "/api/v1/invoices", body, token: token, headers: [.idempotencyKey: key])
        XCTAssertEqual(first.status, 201)
        XCTAssertEqual(browser.post(try filled(["form_key": key])).location, "/invoice/2")
    }

    func testAMistakeKeepsTheFormsKey() throws {
        let form = try filled(["customer_name": ""])
        XCTAssertEqual(try browser.post(form).form("/create")["form_key"], form["form_key"])
    }

    func testRowsAreAddedRemovedAndMovedWithoutAScript() throws {
        func rows(_ action: String) throws -> [String] {
            let form = adding(adding(try filled(["item_description": "A"]), "B", "", "x"), "C", "3", "4")
            let page = browser.post(form.with(["action": action]))
            XCTAssertEqual(page.status, 200, action)
            XCTAssertFalse(page.words.contains("need your attention"))
            let again = try page.form("/create")
            XCTAssertEqual(again["customer_name"], "Acme Corp")
            XCTAssertEqual(again["form_key"], form["form_key"])
            return zip(again.values("item_description"), again.values("item_unit_price")).map { $0 + $1 }
        }
        XCTAssertEqual(try rows("add-row"), ["A50.00", "Bx", "C4", ""])
        XCTAssertEqual(try rows("remove-1"), ["Bx", "C4"])
        XCTAssertEqual(try rows("up-3"), ["A50.00", "C4", "Bx"])
        XCTAssertEqual(try rows("down-1"), ["Bx", "A50.00", "C4"])
        for action in [
            "up-1", "down-3", "remove-4", "up-99", "down-\(Int.max)", "remove-\(Int.max)",
        ] {
            XCTAssertEqual(try rows(action), ["A50.00", "Bx", "C4"], action)
        }
        XCTAssertEqual(try count(), 0)
    }

    func testRowNumbersThatAreNoneCrashNothing() throws {
        for action in ["remove-0", "remove--\(Int.max)", "up-\(Int.min)", "down-", "remove-9999999999999999999999"] {
            XCTAssertEqual(browser.post(try filled(["action": action, "customer_name": ""])).status, 422, action)
        }
    }

    func testTheLastRowIsEmptiedWhenItIsRemoved() throws {
        let page = browser.post(try filled(["action": "remove-1"]))
        XCTAssertEqual(try page.form("/create").values("item_description"), [""])
    }

    func testAmountsAreComputedExactly() throws {
        let form = adding(
            adding(try filled(["item_quantity": "0.3", "item_unit_price": "0.05"]), "B", "x", "1"), "C", "3", "1000")
        let words = browser.post(form.with(["action": "add-row"])).words
        XCTAssertTrue(words.contains("Amount 0.02"), "0.015 rounds away from zero")
        XCTAssertTrue(words.contains("Amount –"))
        XCTAssertTrue(words.contains("Amount 3,000.00"))
        XCTAssertTrue(words.contains("Total EUR 3,000.02"))
    }

    func testOnlyTheOuterRowsCannotMoveOn() throws {
        let text = browser.post(adding(adding(try filled(), "B", "", ""), "C", "", "").with(["action": "add-row"])).text
        let disabled = text.matches(of: /value="((?:up|down)-\d)"[^>]* disabled/).map { String($0.1) }
        XCTAssertEqual(disabled, ["up-1", "down-4"])
    }

    func testCustomersAlreadyUsedAreOffered() throws {
        _ = browser.post(try filled(["customer_name": "Zoë & Co"]))
        _ = browser.post(try filled(["customer_name": "ZOË & CO"]))
        _ = browser.post(try filled())
        let other = try Browser.registered(in: house, as: "bert")
        func options(_ browser: Browser) -> [String] {
            browser.get("/create").text.matches(of: /<option value="([^"]*)">/).map { String($0.1) }
        }
        XCTAssertEqual(options(browser), ["ZOË &amp; CO", "Acme Corp"])
        XCTAssertEqual(options(other), [])
    }

    func testACustomersDataAreNotFilledWithTheUsersOwn() {
        let page = browser.get("/create")
        for name in ["customer_name", "customer_email", "customer_address", "item_description"] {
            XCTAssertEqual(page.attribute("autocomplete", where: "name", is: name), "off", name)
        }
    }
}
