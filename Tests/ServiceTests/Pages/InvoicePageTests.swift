import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

/// `/invoice/{id}` and its forms for the status and the deletion.
final class InvoicePageTests: PageTestCase {
    private func patch(_ body: String) {
        XCTAssertEqual(house.send(.patch, "/api/v1/invoices/1", body, token: token).status, 200)
    }

    func testShowsTheInvoiceAsItWillBePrinted() throws {
        house.invoice(
            token,
            #""customer_email": "a@b.example", "customer_address": "1 Main\nTown", "due_date": "2023-07-31", "notes": "Thanks", "items": [{"description": "Work", "quantity": 1200.50, "unit_price": 2}, {"description": "Travel", "quantity": 1, "unit_price": 0.1234}]"#
        )
        let page = browser.get("/invoice/1")
        XCTAssertEqual(page.status, 200)
        let number = try XCTUnwrap(house.store.invoice(1, in: 1, fields: .all)).number.text
        for text in [
            "Invoice \(number)", "Acme Corp 1 Main Town a@b.example", "Date 1 Jul 2023", "Due 31 Jul 2023",
            "Total EUR 2,401.12", "Work 1,200.5 2.00 2,401.00", "Travel 1 0.1234 0.12", "Total in EUR 2,401.12",
            "Notes Thanks",
        ] {
            XCTAssertTrue(page.words.contains(text), "\(text) in \(page.words)")
        }
        XCTAssertTrue(page.text.contains("<title>\(number) · Invoices</title>"))
        XCTAssertTrue(page.text.contains("<p class=\"lines\">1 Main\nTown</p>"), "line breaks are kept")
        XCTAssertEqual(page.text.components("<h1>"), 1)
        for link in ["/invoice/1/edit", "/invoice/1/delete"] { XCTAssertTrue(page.links.contains(link), link) }
        XCTAssertTrue(page.text.contains("data-copy=\"\(number)\""))
    }

    func testWithoutABusinessNameThePaperSaysSoAndLinksToTheSettings() throws {
        house.invoice(token)
        let page = browser.get("/invoice/1")
        XCTAssertTrue(page.words.contains("Your business has no name yet."))
        XCTAssertGreaterThan(page.links.filter { $0 == "/settings" }.count, 1)
    }

    func testOptionalPartsAreLeftOut() {
        house.invoice(token)
        let words = browser.get("/invoice/1").words
        for text in ["Due ", "Notes", "Payment", "Tax id"] { XCTAssertFalse(words.contains(text), text) }
    }

    func testTheStatusIsAControlThatLeadsBack() throws {
        house.invoice(token, #""due_date": "2023-06-30""#)
        func pressed(_ page: Answer) -> [String] {
            page.text.matches(of: /value="([A-Z]+)" aria-pressed="true"/).map { String($0.1) }
        }
        var page = browser.get("/invoice/1")
        XCTAssertEqual(pressed(page), ["PENDING"])
        XCTAssertTrue(page.text.contains("<span class=\"status status-overdue\">Overdue</span>"))
        let form = try page.form("/invoice/1/status")
        for status in ["PAID", "CANCELLED", "PENDING", "PENDING"] {
            let answer = browser.post(form.with(["status": status]))
            XCTAssertEqual(answer.status, 303)
            XCTAssertEqual(answer.location, "/invoice/1")
            page = browser.get("/invoice/1")
            XCTAssertEqual(pressed(page), [status])
        }
        XCTAssertEqual(page.words.components("Changed"), 3, "the same status again is no change")
    }

    func testAStatusThatIsNoneIs422() throws {
        house.invoice(token)
        let form = try browser.get("/invoice/1").form("/invoice/1/status")
        for status in ["LOST", "", "paid"] {
            let answer = browser.post(form.with(["status": status]))
            XCTAssertEqual(answer.status, 422, status)
            XCTAssertTrue(answer.words.contains("“status” must be one of PENDING, PAID, CANCELLED."), answer.words)
        }
        XCTAssertEqual(browser.post(form).status, 422)
    }

    func testTheHistoryShowsEveryChangeNewestFirst() throws {
        house.invoice(token, #""due_date": "2023-07-31", "notes": "old", "customer_email": "a@b.example""#)
        house.now = house.now.adding(seconds: 3600)
        token = house.login("anna")
        patch(#"{"customer_name": "PAID", "due_date": "2023-08-01", "notes": null}"#)
        patch(
            #"{"items": [{"description": "Consulting", "quantity": 3, "unit_price": 50}, {"description": "Travel", "quantity": 1, "unit_price": 1000}]}"#
        )
        let page = browser.get("/invoice/1")
        let history = try XCTUnwrap(page.text.split(separator: "id=\"history-title\"").last)
        let heads = history.matches(of: /<strong>([A-Za-z]+)<\/strong> <time datetime="([^"]*)">([^<]*)</)
            .map { "\($0.1) \($0.2) \($0.3)" }
        XCTAssertEqual(
            heads,
            [
                "Changed 2023-07-01T11:00:00Z 1 Jul 2023, 11:00 UTC",
                "Changed 2023-07-01T11:00:00Z 1 Jul 2023, 11:00 UTC",
                "Created 2023-07-01T10:00:00Z 1 Jul 2023, 10:00 UTC",
            ])
        let changes = history.matches(of: /<li><span class="history-field">(.*?)<\/li>/)
            .map { $0.1.replacing(/<[^>]*>/, with: "|").replacing(/[| ]*\|[| ]*/, with: "|") }
        XCTAssertEqual(
            changes,
            [
                "Total|100.00|1,150.00|", "Item 1|2 × Consulting, 50.00|3 × Consulting, 50.00|",
                "Item 2|1 × Travel, 1,000.00|",
                "Customer|Acme Corp|PAID|", "Due date|31 Jul 2023|1 Aug 2023|", "Notes|old|removed|",
            ])
    }

    func testPreviousAndNextFollowTheCreation() throws {
        for _ in 1...3 { house.invoice(token) }
        let other = house.register("bert")
        house.invoice(other)
        func neighbours(_ id: Int) -> [String] {
            browser.get("/invoice/\(id)").text.matches(of: /<a href="([^"]*)" rel="(prev|next)"/)
                .map { "\($0.2) \($0.1)" }
        }
        XCTAssertEqual(neighbours(1), ["next /invoice/2"])
        XCTAssertEqual(neighbours(2), ["prev /invoice/1", "next /invoice/3"])
        XCTAssertEqual(neighbours(3), ["prev /invoice/2"])
    }

    func testDeletingAsksFirst() throws {
        house.invoice(token)
        let page = browser.get("/invoice/1/delete")
        XCTAssertEqual(page.status, 200)
        for text in ["Delete INV-202307-", "Acme Corp", "EUR 100.00", "1 Jul 2023", "Pending"] {
            XCTAssertTrue(page.words.contains(text), text)
        }
        XCTAssertEqual(browser.get("/invoice/1").status, 200)
        let answer = browser.post(try page.form("/invoice/1/delete"))
        XCTAssertEqual(answer.status, 303)
        XCTAssertEqual(answer.location, "/invoices")
        XCTAssertEqual(browser.get("/invoice/1").status, 404)
        XCTAssertEqual(browser.post(try browser.get("/create").form("/create").with([:])).status, 422)
        XCTAssertNil(try house.store.invoice(1, in: 1, fields: .all))
    }

    func testAnAbsentInvoiceAndAnotherUsersAreToldApartByNobody() throws {
        house.invoice(token)
        let other = try Browser.registered(in: house, as: "bert")
        let csrf = try XCTUnwrap(other.get("/create").form("/create")["csrf_token"])
        for path in ["", "/edit", "/delete"] {
            let pages = ["1", "99"].map { other.get("/invoice/\($0)\(path)") }
            XCTAssertEqual(pages.map(\.status), [404, 404], path)
            XCTAssertEqual(pages[0].words, pages[1].words, path)
        }
        for path in ["/status", "/delete"] {
            for id in ["1", "99", "x"] {
                let answer = other.post("/invoice/\(id)\(path)", ["csrf_token": csrf, "status": "PAID"])
                XCTAssertEqual(answer.status, 404, path)
            }
        }
        XCTAssertEqual(try house.store.invoice(1, in: 1, fields: .all)?.status, .pending)
    }
}
