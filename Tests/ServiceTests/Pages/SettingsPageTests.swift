import Application
import HTTP
import Ledger
import Primitives
import XCTest

/// `/settings`: the business that sends the invoices.
final class SettingsPageTests: XCTestCase {
    private static let all: KeyValuePairs = [
        "business_name": "Anna’s Workshop", "business_address": "2 Side Street\nTown", "tax_id": "DE123",
        "payment_details": "IBAN DE00\nBIC X", "currency": "usd",
    ]

    func testBeginsEmptyWithEuros() throws {
        let form = try Browser.registered(in: try House()).get("/settings").form("/settings")
        for (name, value) in [
            "business_name": "", "business_address": "", "tax_id": "", "payment_details": "", "currency": "EUR",
        ] {
            XCTAssertEqual(form[name], value, name)
        }
    }

    func testKeepsWhatWasTypedAndSaysSo() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        let answer = try browser.submit("/settings", Self.all)
        XCTAssertEqual(answer.status, 303)
        let page = browser.get(try XCTUnwrap(answer.location))
        XCTAssertTrue(page.words.contains("The settings are saved."))
        XCTAssertFalse(browser.get("/settings").words.contains("The settings are saved."))
        let form = try page.form("/settings")
        for (name, value) in Self.all { XCTAssertEqual(form[name], name == "currency" ? "USD" : value, name) }
        XCTAssertEqual(
            try house.store.business(of: 1),
            Business(
                name: "Anna’s Workshop", address: "2 Side Street\nTown", taxID: "DE123",
                paymentDetails: "IBAN DE00\nBIC X", currency: "USD"))
    }

    func testShowsThemOnTheInvoiceAndTheCurrencyEverywhere() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        _ = try browser.submit("/settings", Self.all)
        house.invoice(house.login("anna"))
        let page = browser.get("/invoice/1")
        for text in [
            "Anna’s Workshop 2 Side Street Town Tax id DE123", "Payment IBAN DE00 BIC X", "Total USD 100.00",
        ] {
            XCTAssertTrue(page.words.contains(text), "\(text) in \(page.words)")
        }
        XCTAssertFalse(page.words.contains("no name yet"))
        for target in ["/", "/invoices", "/create", "/invoice/1", "/invoice/1/edit", "/invoice/1/delete"] {
            let words = browser.get(target).words
            XCTAssertTrue(words.contains("USD"), target)
            XCTAssertFalse(words.contains("EUR"), target)
        }
    }

    func testOfAnotherUserStayTheirOwn() throws {
        let house = try House()
        _ = try Browser.registered(in: house).submit("/settings", Self.all)
        let other = try Browser.registered(in: house, as: "bert")
        XCTAssertEqual(try other.get("/settings").form("/settings")["business_name"], "")
    }

    func testCanBeEmptiedAgain() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        _ = try browser.submit("/settings", Self.all)
        let empty: KeyValuePairs = [
            "business_name": " ", "business_address": "", "tax_id": "", "payment_details": "\r\n", "currency": "",
        ]
        XCTAssertEqual(try browser.submit("/settings", empty).status, 303)
        XCTAssertEqual(try house.store.business(of: 1), Business())
    }

    func testAnInvalidFormComesBackWithEveryFault() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        let long = String(repeating: "x", count: 1001)
        let page = try browser.submit(
            "/settings",
            [
                "business_name": String(repeating: "ü", count: 201), "business_address": long,
                "tax_id": "a\u{1}b", "payment_details": long, "currency": "EURO",
            ])
        XCTAssertEqual(page.status, 422)
        for (id, sentence) in [
            "business_name": "The name must have at most 200 characters.",
            "business_address": "The address must have at most 1000 characters.",
            "tax_id": "The tax id must not hold control characters.",
            "payment_details": "The payment details must have at most 1000 characters.",
            "currency": "The currency must be a code of ISO 4217, such as EUR.",
        ] {
            XCTAssertEqual(page.error(at: id), sentence)
        }
        XCTAssertEqual(try page.form("/settings")["business_address"], long)
        XCTAssertEqual(try page.form("/settings")["currency"], "EURO")
        XCTAssertEqual(try house.store.business(of: 1), Business())
        for currency in ["E", "EÜR", "12A", "€", "E R", "ZZZ", "\u{FB00}x", "EU\u{212A}"] {
            XCTAssertEqual(try browser.submit("/settings", ["currency": currency]).status, 422, currency)
        }
    }
}
