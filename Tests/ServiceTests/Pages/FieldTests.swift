import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

@testable import WebPages

/// Every field that a person fills in has its place on every page: a new one that is forgotten in a template is found
/// here.
final class FieldTests: PageTestCase {
    /// What is typed for a field, and how it is shown.
    private func sample(_ field: InvoiceField, _ number: Int) -> (typed: String, shown: String) {
        switch field.kind {
        case .date: ("2023-08-0\(number)", "\(number) Aug 2023")
        case .email: ("person\(number)@example.com", "person\(number)@example.com")
        default: ("\(field.name) \(number)", "\(field.name) \(number)")
        }
    }

    private func filled(_ form: Form, _ number: Int) -> Form {
        InvoiceField.typed.reduce(into: form) { form, field in form[field.name] = sample(field, number).typed }
    }

    func testEachHasABoxInTheForm() throws {
        let form = try browser.get("/create").form("/create")
        for field in InvoiceField.typed { XCTAssertEqual(form.values(field.name), [""], field.name) }
    }

    func testEachIsSavedAndShown() throws {
        var form = try browser.get("/create").form("/create")
            .with(["item_description": "Work", "item_quantity": "1", "item_unit_price": "1"])
        form = filled(form, 1)
        XCTAssertEqual(browser.post(form).location, "/invoice/1")
        let (paper, edit) = (browser.get("/invoice/1"), try browser.get("/invoice/1/edit").form("/invoice/1/edit"))
        for field in InvoiceField.typed {
            let sample = sample(field, 1)
            XCTAssertTrue(paper.words.contains(sample.shown), field.name)
            XCTAssertEqual(edit[field.name], sample.typed)
            if !field.isLeftOutWhenEmpty {
                XCTAssertTrue(browser.get("/invoices.csv").text.contains(sample.typed), field.name)
            }
        }
    }

    func testEachChangeStandsInTheHistoryInTheOrderOfTheForm() throws {
        house.invoice(token)
        let form = try browser.get("/invoice/1/edit").form("/invoice/1/edit")
        XCTAssertEqual(browser.post(filled(form, 2)).status, 303)
        let changes = browser.get("/invoice/1").text
            .matches(of: /<span class="history-field">([^<]*)<\/span>.*<ins><bdi>([^<]*)</).map { "\($0.1): \($0.2)" }
        XCTAssertEqual(changes, InvoiceField.typed.map { "\($0.words.name): \(sample($0, 2).shown)" })
    }

    func testEachDiffersBetweenWhatIsStoredAndWhatWasTyped() throws {
        house.invoice(token)
        let form = try browser.get("/invoice/1/edit").form("/invoice/1/edit")
        XCTAssertEqual(browser.post(filled(form, 1)).status, 303)
        let stale = browser.post(filled(form, 2))
        XCTAssertEqual(stale.status, 409)
        for field in InvoiceField.typed {
            let (stored, yours) = (sample(field, 1).typed, sample(field, 2).typed)
            XCTAssertTrue(stale.words.contains("\(field.words.label) \(stored) \(yours)"), stale.words)
        }
    }

    func testAnAddressIsComparedWithARoutesPathSegmentBySegment() {
        let route = PageRoute(.get, "/invoice/{id}/edit") { call in call.seeOther("/") }
        XCTAssertEqual(route.id(in: "/invoice/7/edit"), "7")
        XCTAssertEqual(route.id(in: "/invoice/x%20/edit"), "x%20")
        for address in ["/invoice//edit", "/invoice/7", "/invoice/7/edit/", "/invoice/7/edit?a=b", "/", ""] {
            XCTAssertNil(route.id(in: address), address)
        }
        XCTAssertEqual(PageRoute(.get, "/create") { call in call.seeOther("/") }.id(in: "/create"), "")
    }
}
