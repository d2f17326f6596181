import Application
import HTTP
import Ledger
import Primitives
import XCTest

/// Texts that try to break out of a page are shown as typed, on every page.
final class HostileTextTests: XCTestCase {
    private static let texts = [
        "<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", "\" onfocus=\"alert(1)", "' x='",
        "\"\u{301} autofocus onfocus=alert(1) x=\"\u{301}", "\"\u{200D} x", "\"\u{FE0F} x", "<\u{301}b>", "&lt;&amp;",
        "{{x}}", "{{{x}}}", "{{#items}}", "{{csrf_token}}", "a\u{2028}b\u{2029}c", "\u{202E}drowssap\u{2066}",
        "-->", "]]>", "\\", "javascript:alert(1)", "٣٤", "\u{FEFF}x",
    ]

    /// Asserts that the text stands on the page, escaped, and that nothing of it became a tag or an attribute.
    private func assertShows(
        _ text: String, _ page: Answer, times: Int, _ place: String, file: StaticString = #filePath,
        line: UInt = #line
    ) {
        XCTAssertLessThan(page.status, 500, place, file: file, line: line)
        let escaped = Array(text.utf8).flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            case UInt8(ascii: "\""): Array("&quot;".utf8)
            case UInt8(ascii: "'"): Array("&#39;".utf8)
            default: [byte]
            }
        }
        let count = page.bytes.split(separator: escaped, omittingEmptySubsequences: false).count - 1
        XCTAssertGreaterThanOrEqual(count, times, "\(text) on \(place): \(page.text)", file: file, line: line)
        let tags = Self.tags(of: page.bytes)
        XCTAssertTrue(tags.utf8.allSatisfy { $0 < 0x80 }, "\(tags) on \(place)", file: file, line: line)
        XCTAssertFalse(tags.contains(/<img|\son[a-z]+/), "\(tags) on \(place)", file: file, line: line)
        XCTAssertEqual(page.text.components("<script"), 1, place, file: file, line: line)
    }

    /// All tags without their quoted values: only what the templates wrote.
    private static func tags(of page: [UInt8]) -> String {
        var tags: [UInt8] = []
        var isInTag = false
        var isQuoted = false
        for byte in page {
            switch byte {
            case UInt8(ascii: "<") where !isQuoted: isInTag = true
            case UInt8(ascii: ">") where !isQuoted: isInTag = false
            case UInt8(ascii: "\"") where isInTag: isQuoted.toggle()
            default: break
            }
            if isInTag, !isQuoted { tags.append(byte) }
        }
        return String(decoding: tags, as: UTF8.self)
    }

    func testStoredTextsAreShownAsTypedOnEveryPage() throws {
        for text in Self.texts {
            let house = try House()
            let browser = try Browser.registered(in: house)
            let settings = try browser.submit(
                "/settings",
                ["business_name": text, "business_address": text, "tax_id": text, "payment_details": text])
            XCTAssertEqual(settings.status, 303, text)
            let made = try browser.submit(
                "/create",
                [
                    "customer_name": text, "customer_address": text, "notes": text, "item_description": text,
                    "item_quantity": "1", "item_unit_price": "1",
                ])
            XCTAssertEqual(made.status, 303, text)
            let edited = try browser.submit("/invoice/1/edit", ["notes": text + text])
            XCTAssertEqual(edited.status, 303, text)
            for (target, times) in [
                "/": 1, "/invoices": 1, "/create": 1, "/invoice/1": 8, "/invoice/1/edit": 6, "/invoice/1/delete": 1,
                "/search?invoice_number=INV": 1, "/settings": 4,
            ] {
                let trimmed = TextRule.trimmed(text)
                assertShows(trimmed, browser.get(target), times: times, target)
            }
            let stored = try XCTUnwrap(house.store.invoice(1, in: 1, fields: .all))
            XCTAssertEqual(Array(stored.customerName.utf8), Array(TextRule.trimmed(text).utf8))
        }
    }

    func testRefusedTextsComeBackAsTyped() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        house.invoice(house.login("anna"))
        for text in Self.texts {
            let visitor = Browser(house)
            let login = try visitor.submit("/login", ["username": text, "password": "not the password"])
            assertShows(text, login, times: 1, "/login")
            let register = try visitor.submit(
                "/register", ["email": text, "username": text, "full_name": text, "password": ""])
            assertShows(text, register, times: 3, "/register")
            let search = try browser.submit("/search", ["invoice_number": text])
            assertShows(text, search, times: 1, "/search")
            let settings = try browser.submit("/settings", ["currency": text, "business_name": text])
            assertShows(text, settings, times: 2, "/settings")
            let values: KeyValuePairs = [
                "customer_name": text, "customer_email": text, "customer_address": text, "due_date": text,
                "notes": text, "item_description": text, "item_quantity": text, "item_unit_price": text,
            ]
            for target in ["/create", "/invoice/1/edit"] {
                let answer = try browser.submit(target, values)
                XCTAssertEqual(answer.status, 422)
                assertShows(text, answer, times: 8, target)
                let form = try answer.form(target)
                for (name, value) in values {
                    XCTAssertEqual(form[name].map { Array($0.utf8) }, Array(value.utf8), name)
                }
            }
            let query = InvoiceListNames.all.map { ($0, text) }
            assertShows(text, browser.get("/invoices?" + PercentEncoding.query(query)), times: 8, "/invoices")
            assertShows(
                text, browser.get("/invoices?" + PercentEncoding.query([("customer_name", text)])), times: 2, "chips")
        }
    }

    func testHostileFormsAreCarriedThroughSigningInAsTyped() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        for text in Self.texts {
            let form = try browser.get("/create").form("/create").with(["customer_name": text, "notes": text])
            browser.forget()
            let interrupted = browser.post(form)
            assertShows(text, interrupted, times: 2, "the sign-in form")
            let resumed = browser.post(
                try interrupted.form("/login").with(["username": "anna", "password": "a good password"]))
            assertShows(text, resumed, times: 2, "the resumed form")
        }
    }

    func testAStaleFormShowsHostileTextsOfBothSides() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        for text in Self.texts {
            house.invoice(house.login("anna"))
            let id = try house.store.numbers(beginningWith: "INV", in: 1, limit: 100).count
            let path = "/invoice/\(id)/edit"
            let form = try browser.get(path).form(path)
            XCTAssertEqual(browser.post(form.with(["notes": text + "1"])).status, 303)
            let stale = browser.post(form.with(["notes": text + "2"]))
            XCTAssertEqual(stale.status, 409)
            assertShows(TextRule.trimmed(text), stale, times: 3, "the conflict")
        }
    }

    func testAFieldsNameIsEscapedToo() throws {
        let browser = try Browser.registered(in: try House())
        browser.forget()
        for text in Self.texts {
            let page = browser.post(Form(action: "/create", fields: [(text, text)]))
            XCTAssertEqual(page.status, 401)
            assertShows(text, page, times: 2, "a carried name")
        }
    }

    func testLongWordsAreKeptWhole() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        let word = String(repeating: "w", count: 5000)
        let values: KeyValuePairs = [
            "customer_name": word, "customer_email": word, "customer_address": word, "due_date": word, "notes": word,
            "item_description": word, "item_quantity": word, "item_unit_price": word,
        ]
        let answer = try browser.submit("/create", values)
        XCTAssertEqual(answer.status, 422)
        for (name, value) in values { XCTAssertEqual(try answer.form("/create")[name], value, name) }
        XCTAssertNil(answer.error(at: "notes"))
        house.invoice(house.login("anna"), "\"notes\": \"\(word)\"")
        XCTAssertTrue(browser.get("/invoice/1").text.contains("<p class=\"lines\">\(word)</p>"))
        XCTAssertEqual(browser.get("/invoices?customer_name=\(word)").status, 422)
        XCTAssertEqual(try browser.submit("/search", ["invoice_number": word]).status, 404)
    }
}

private enum InvoiceListNames {
    static let all = [
        "customer_name", "customer_email", "created_after", "created_before", "due_after", "due_before", "min_amount",
        "max_amount", "sort_by",
    ]
}
