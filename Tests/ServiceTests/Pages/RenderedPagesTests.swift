import Application
import Foundation
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

@testable import WebPages

/// Every page byte by byte, as it was when it was last looked at: kept in `Rendered/`, one file a page.
///
/// After a change that is meant to show, `INVOICES_WRITE_PAGES=1 swift test --filter RenderedPagesTests` writes the
/// files anew, and their difference is what has to be read.
final class RenderedPagesTests: PageTestCase {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Rendered")

    /// What differs from one answer to the next, or with how much randomness was drawn before.
    private static func settled(_ page: String) -> String {
        page.replacing(/(name="(csrf_token|carried\.form_key|form_key)" value=")[^"]*/) { "\($0.1)secret" }
            .replacing(/INV-\d{6}-[0-9A-Z]{5,6}/, with: "INV-number")
            .replacing(/cursor=[A-Za-z0-9_-]+/, with: "cursor=place")
    }

    private func assertIsAsBefore(_ name: String, _ answer: Answer, line: UInt = #line) throws {
        let page = "Status \(answer.status)\n" + Self.settled(answer.text)
        let file = Self.folder.appendingPathComponent(name + ".html")
        if ProcessInfo.processInfo.environment["INVOICES_WRITE_PAGES"] != nil {
            return try page.write(to: file, atomically: true, encoding: .utf8)
        }
        let before = try String(contentsOf: file, encoding: .utf8)
        guard Array(page.utf8) != Array(before.utf8) else { return }
        let (new, old) = (page.split(separator: "\n"), before.split(separator: "\n"))
        let place = zip(new, old).enumerated().first { Array($1.0.utf8) != Array($1.1.utf8) }?.offset
        let (found, expected) = place.map { (new[$0], old[$0]) } ?? ("\(new.count) lines", "\(old.count) lines")
        XCTFail("\(name), line \((place ?? 0) + 1): \(found)\ninstead of: \(expected)", line: line)
    }

    private static let hostile = "<i a='b' c=\"d\">&{{currency}}\u{301}\n  second line"

    /// Two invoices of five months, one with every text that it can have.
    private func makeInvoices() throws {
        for (month, status) in [(3, "PAID"), (4, "CANCELLED"), (5, "PENDING"), (6, "PAID"), (7, "PENDING")] {
            house.now = try XCTUnwrap(Timestamp("2023-0\(month)-15T12:00:00Z"))
            token = house.login("anna")
            for members in [
                "\"due_date\": \"2023-0\(month)-28\"",
                """
                "customer_name": "Müller & Söhne", "customer_email": "info@example.com",
                "items": [{"description": "Work", "quantity": 1.5, "unit_price": \(month)1234.10}]
                """,
            ] {
                let id = house.invoice(token, members).id
                let body = "{\"status\": \"\(status)\"}"
                XCTAssertEqual(house.send(.patch, "/api/v1/invoices/\(id)", body, token: token).status, 200)
            }
        }
        browser = Browser(house)
        try browser.signIn()
        let form = try browser.get("/invoice/10/edit").form("/invoice/10/edit")
        let changed = form.with([
            "customer_name": Self.hostile.replacing("\n", with: ""), "customer_address": Self.hostile,
            "notes": Self.hostile, "item_description": Self.hostile,
        ])
        XCTAssertEqual(browser.post(changed).status, 303)
    }

    func testPagesOfVisitors() throws {
        let visitor = Browser(house)
        try assertIsAsBefore("login", visitor.get("/login?next=/invoices"))
        try assertIsAsBefore(
            "login-refused", visitor.submit("/login", ["username": Self.hostile, "password": "not the password"]))
        try assertIsAsBefore("register", visitor.get("/register"))
        try assertIsAsBefore(
            "register-refused", visitor.submit("/register", ["email": "a", "username": Self.hostile, "password": ""]))
        try assertIsAsBefore("error-visitor", visitor.get("/nothing"))
    }

    func testPagesWithoutInvoices() throws {
        for (name, target) in [
            ("home-empty", "/"), ("invoices-none", "/invoices"), ("create", "/create"), ("search", "/search"),
            ("settings", "/settings"), ("settings-saved", "/settings?saved=1"), ("account", "/account"),
            ("error", "/invoice/1"),
        ] { try assertIsAsBefore(name, browser.get(target)) }
        try assertIsAsBefore(
            "settings-refused", browser.submit("/settings", ["currency": Self.hostile, "tax_id": "1"]))
        try assertIsAsBefore(
            "account-refused",
            browser.submit(
                "/account", ["current_password": "no", "new_password": "short", "action": "change-password"]))
    }

    func testPagesOfInvoices() throws {
        let business: KeyValuePairs = ["business_name": "Anna & Co", "payment_details": Self.hostile]
        XCTAssertEqual(try browser.submit("/settings", business).status, 303)
        try makeInvoices()
        // The order of several numbers is as random as they are.
        let beginning = try XCTUnwrap(house.store.invoice(1, in: 1, fields: .all)).number.text.dropLast()
        for (name, target) in [
            ("home", "/"), ("invoices", "/invoices"), ("invoices-first", "/invoices?limit=3&sort_by=customer_name"),
            (
                "invoices-filtered",
                "/invoices?customer_name=%3Ci&status=PENDING,PAID&created_after=2023-01-01&max_amount=900000"
            ),
            ("invoices-no-match", "/invoices?customer_name=nobody%22"),
            ("invoices-refused", "/invoices?min_amount=x%22&due_after=never&limit=0"),
            ("invoice", "/invoice/10"), ("invoice-plain", "/invoice/1"), ("edit", "/invoice/10/edit"),
            ("delete", "/invoice/10/delete"), ("search-found", "/search?invoice_number=\(beginning)"),
        ] { try assertIsAsBefore(name, browser.get(target)) }
        let next = try XCTUnwrap(browser.get("/invoices?limit=3").links.first { $0.contains("cursor=") })
        try assertIsAsBefore("invoices-next", browser.get(next))
        try assertIsAsBefore("search-refused", browser.submit("/search", ["invoice_number": "INV-202307-XXXXXX"]))
    }

    func testPagesOfTheInvoiceForm() throws {
        try makeInvoices()
        var form = try browser.get("/create").form("/create").with([
            "customer_name": Self.hostile, "customer_email": "no address", "due_date": "2023-02-30",
            "item_description": Self.hostile, "item_quantity": "2", "item_unit_price": "3.505",
        ])
        try assertIsAsBefore("create-refused", browser.post(form))
        try assertIsAsBefore("create-another-row", browser.post(form.with(["action": "add-row"])))
        form.fields.removeAll { $0.name.hasPrefix("item_") }
        try assertIsAsBefore("create-without-items", browser.post(form))
        let edit = try browser.get("/invoice/9/edit").form("/invoice/9/edit")
        XCTAssertEqual(browser.post(edit.with(["notes": "stored"])).status, 303)
        try assertIsAsBefore("edit-stale", browser.post(edit.with(["notes": "", "customer_address": Self.hostile])))
        browser.forget()
        let interrupted = browser.post(form)
        try assertIsAsBefore("login-interrupted", interrupted)
        let signIn = try interrupted.form("/login").with(["username": "anna", "password": "a good password"])
        try assertIsAsBefore("create-resumed", browser.post(signIn))
    }
}
