import HTTP
import HTTPTypes
import JSON
import Ledger
import Primitives
import XCTest

/// `/search`: by number.
final class SearchPageTests: XCTestCase {
    private var house: House!
    private var browser: Browser!
    private var numbers: [String] = []

    override func setUpWithError() throws {
        house = try House()
        browser = try Browser.registered(in: house)
        let token = house.login("anna")
        numbers = (1...3).map { _ in
            guard case .string(let number)? = house.invoice(token)["invoice_number"] else { return "" }
            return number
        }
    }

    override func tearDown() {
        browser = nil
        house = nil
    }

    private func search(_ typed: String) throws -> Answer {
        try browser.submit("/search", ["invoice_number": typed])
    }

    private func suggestions(_ page: Answer) -> [String] {
        page.text.matches(of: /class="cell-number"><a href="\/invoice\/\d+">([^<]*)</).map { String($0.1) }
    }

    func testAnExactNumberLeadsToTheInvoice() throws {
        for typed in [numbers[1], " \(numbers[1].lowercased())\t"] {
            let answer = try search(typed)
            XCTAssertEqual(answer.status, 303)
            XCTAssertEqual(answer.location, "/invoice/2")
        }
        XCTAssertEqual(browser.get("/search?invoice_number=\(numbers[1])").location, "/invoice/2")
    }

    func testTheBeginningOfNumbersSuggestsThem() throws {
        let page = try search("inv-2023")
        XCTAssertEqual(page.status, 404)
        XCTAssertEqual(suggestions(page), numbers.sorted())
        XCTAssertEqual(try page.form("/search")["invoice_number"], "inv-2023")
        XCTAssertEqual(page.error(at: "invoice_number"), "The invoice number is not one of yours.")
        XCTAssertEqual(suggestions(try search(String(numbers[0].dropLast()))), [numbers[0]])
    }

    func testAtMostTenAreSuggested() throws {
        let token = house.login("anna")
        for _ in 1...9 { house.invoice(token) }
        XCTAssertEqual(suggestions(try search("INV")).count, 10)
    }

    func testAnUnknownNumberIs404WithTheForm() throws {
        for typed in ["INV-202307-ZZZZZZZ", "%", "_", "INV-______-______", "' OR 1=1 --", "<script>", "\u{10FFFF}"] {
            let page = try search(typed)
            XCTAssertEqual(page.status, 404, typed)
            XCTAssertEqual(suggestions(page), [], typed)
            XCTAssertEqual(try page.form("/search")["invoice_number"], typed)
            XCTAssertFalse(page.words.contains("Numbers that begin like it"))
        }
    }

    func testAnotherUsersNumbersAreNotThere() throws {
        let other = try Browser.registered(in: house, as: "bert")
        for typed in [numbers[0], "INV"] {
            let page = try other.submit("/search", ["invoice_number": typed])
            XCTAssertEqual(page.status, 404)
            XCTAssertEqual(suggestions(page), [])
        }
    }

    func testAnEmptySearchSaysWhatIsMissing() throws {
        let page = try search("  ")
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(page.error(at: "invoice_number"), "The invoice number is required.")
        XCTAssertEqual(browser.get("/search?invoice_number=&x=1").status, 200)
    }
}
