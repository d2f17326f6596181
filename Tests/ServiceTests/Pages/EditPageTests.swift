import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

/// `/invoice/{id}/edit`.
final class EditPageTests: XCTestCase {
    private static let path = "/invoice/1/edit"
    private var house: House!
    private var browser: Browser!
    private var token = ""

    override func setUpWithError() throws {
        house = try House()
        browser = try Browser.registered(in: house)
        token = house.login("anna")
        house.invoice(
            token,
            #""customer_address": "1 Main\nTown", "due_date": "2023-07-31", "items": [{"description": "Work", "quantity": 1.50, "unit_price": 9}, {"description": "Travel", "quantity": 1, "unit_price": 0.1234}]"#
        )
    }

    override func tearDown() {
        browser = nil
        house = nil
    }

    private func form() throws -> Form { try browser.get(Self.path).form(Self.path) }

    private func stored() throws -> Invoice { try XCTUnwrap(house.store.invoice(1, in: 1, fields: .all)) }

    private func patch(_ body: String) {
        XCTAssertEqual(house.send(.patch, "/api/v1/invoices/1", body, token: token).status, 200)
    }

    func testTheFormHoldsTheInvoice() throws {
        let form = try form()
        XCTAssertEqual(form["customer_name"], "Acme Corp")
        XCTAssertEqual(form["customer_email"], "")
        XCTAssertEqual(form["customer_address"], "1 Main\nTown")
        XCTAssertEqual(form["due_date"], "2023-07-31")
        XCTAssertEqual(form.values("item_description"), ["Work", "Travel"])
        XCTAssertEqual(form.values("item_quantity"), ["1.5", "1"])
        XCTAssertEqual(form.values("item_unit_price"), ["9.00", "0.1234"])
    }

    func testSavesWhatWasTyped() throws {
        let answer = browser.post(
            try form().with(["customer_name": "Beta", "due_date": "", "customer_email": "a@b.example"]))
        XCTAssertEqual(answer.status, 303)
        XCTAssertEqual(answer.location, "/invoice/1")
        let invoice = try stored()
        XCTAssertEqual(invoice.customerName, "Beta")
        XCTAssertNil(invoice.dueDate)
        XCTAssertEqual(invoice.customerEmail, "a@b.example")
        XCTAssertEqual(invoice.total.text, "13.62")
    }

    func testSavingTheFormUntouchedChangesNothing() throws {
        let before = try stored()
        XCTAssertEqual(browser.post(try form()).status, 303)
        XCTAssertEqual(try stored(), before)
    }

    func testLineBreaksOfTheAPIOutliveTheForm() throws {
        patch(
            #"{"customer_name": "Acme\nCorp", "items": [{"description": "Work\nat night", "quantity": 1, "unit_price": 9}]}"#
        )
        let page = browser.get(Self.path)
        XCTAssertFalse(page.text.contains("<option value=\"Acme"), "one line cannot hold it")
        let form = try page.form(Self.path)
        XCTAssertEqual(form["customer_name"], "AcmeCorp", "as in a browser")
        XCTAssertEqual(page.attribute("rows", where: "id", is: "item_description-1"), "2")
        XCTAssertEqual(browser.post(form.with(["due_date": "2023-08-01"])).status, 303)
        XCTAssertEqual(try stored().dueDate?.text, "2023-08-01")
        XCTAssertEqual(try stored().customerName, "Acme\nCorp")
        XCTAssertEqual(try stored().items.map(\.description), ["Work\nat night"])
        XCTAssertEqual(browser.post(form.with(["customer_name": "Acme", "revision": "0"])).status, 409)
        XCTAssertEqual(browser.post(try self.form().with(["customer_name": "Acme Corp"])).status, 303)
        XCTAssertEqual(try stored().customerName, "Acme Corp")
    }

    func testAnInvalidFormComesBackAndSavesNothing() throws {
        let before = try stored()
        let page = browser.post(try form().with(["customer_name": "", "notes": "kept"]))
        XCTAssertEqual(page.status, 422)
        XCTAssertNotNil(page.error(at: "customer_name"))
        let again = try page.form(Self.path)
        XCTAssertEqual(again["notes"], "kept")
        XCTAssertEqual(again["revision"], String(before.revision))
        XCTAssertEqual(try stored(), before)
    }

    func testRowsChangeWithoutSaving() throws {
        let page = browser.post(try form().with(["action": "up-2", "notes": "kept"]))
        XCTAssertEqual(page.status, 200)
        XCTAssertEqual(try page.form(Self.path).values("item_description"), ["Travel", "Work"])
        XCTAssertEqual(try page.form(Self.path)["notes"], "kept")
        XCTAssertNil(try stored().notes)
    }

    func testAStaleFormShowsBothAndLosesNothing() throws {
        let form = try form().with(["customer_name": "Mine", "notes": "my notes"])
        patch(#"{"customer_name": "Theirs", "customer_address": null}"#)
        let page = browser.post(form)
        XCTAssertEqual(page.status, 409)
        XCTAssertTrue(page.words.contains("This invoice was changed elsewhere meanwhile"))
        XCTAssertTrue(page.words.contains("Name Theirs Mine"), page.words)
        XCTAssertTrue(page.words.contains("Address empty 1 Main Town"))
        XCTAssertTrue(page.words.contains("Notes empty my notes"))
        XCTAssertFalse(page.words.contains("Items 1.5 ×"), "what is the same is not listed")
        XCTAssertEqual(try stored().customerName, "Theirs")
        let again = try page.form(Self.path)
        XCTAssertEqual(again["customer_name"], "Mine")
        XCTAssertEqual(again["notes"], "my notes")
        XCTAssertEqual(browser.post(again).status, 303, "saved knowingly")
        XCTAssertEqual(try stored().customerName, "Mine")
        XCTAssertEqual(try stored().customerAddress, "1 Main\nTown")
    }

    func testAStaleFormShowsBothListsOfItems() throws {
        let form = try form().with(["item_description": "My work"])
        patch(#"{"items": [{"description": "Their work", "quantity": 3, "unit_price": 4}]}"#)
        let words = browser.post(form).words
        XCTAssertTrue(words.contains("Items 3 × Their work, 4.00 1.5 × My work, 9.00 1 × Travel, 0.1234"), words)
    }

    func testAnInvalidStaleFormIsToldItsFaultsFirst() throws {
        let form = try form().with(["customer_name": ""])
        patch(#"{"notes": "theirs"}"#)
        let page = browser.post(form)
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(browser.post(try page.form(Self.path).with(["customer_name": "Mine"])).status, 409)
    }

    func testAFormSentTwiceIsSavedOnce() throws {
        let form = try form().with(["notes": "mine"])
        XCTAssertEqual(browser.post(form).status, 303)
        let saved = try stored()
        XCTAssertEqual(browser.post(form).status, 303)
        XCTAssertEqual(try stored(), saved)
    }

    func testAFormThatSaysNoRevisionIsSaved() throws {
        var form = try form().with(["notes": "mine"])
        form["revision"] = nil
        patch(#"{"notes": "theirs"}"#)
        XCTAssertEqual(browser.post(form).status, 303)
        XCTAssertEqual(try stored().notes, "mine")
    }

    func testARevisionThatIsNoneIsStale() throws {
        for revision in ["", "x", "-1", "99999999999999999999"] {
            let form = try form().with(["notes": "mine", "revision": revision])
            XCTAssertEqual(browser.post(form).status, 409, revision)
        }
    }

    func testAnotherUsersInvoiceIsNotThere() throws {
        let other = try Browser.registered(in: house, as: "bert")
        let csrf = try XCTUnwrap(other.get("/create").form("/create")["csrf_token"])
        for id in ["1", "2", "0", "-1", "+1", "01x", "9223372036854775808"] {
            XCTAssertEqual(other.get("/invoice/\(id)/edit").status, 404, id)
            XCTAssertEqual(other.post("/invoice/\(id)/edit", ["csrf_token": csrf]).status, 404, id)
        }
        XCTAssertNotEqual(try stored().customerName, "")
    }
}
