import HTTP
import HTTPTypes
import JSON
import Ledger
import Primitives
import XCTest

/// `/invoices`: filters, sorting, pages.
final class ListPageTests: PageTestCase {
    private func invoice(_ name: String, _ price: String = "1", due: String? = nil, status: String = "PENDING") {
        let due = due.map { ", \"due_date\": \"\($0)\"" } ?? ""
        let id = house.invoice(
            token,
            """
            "customer_name": "\(name)", "items": [{"description": "a", "quantity": 1, "unit_price": \(price)}]\(due)
            """
        ).id
        guard status != "PENDING" else { return }
        let answer = house.send(.patch, "/api/v1/invoices/\(id)", "{\"status\": \"\(status)\"}", token: token)
        XCTAssertEqual(answer.status, 200)
    }

    /// The ids of the rows, in order.
    private func rows(_ page: Answer) -> [String] {
        page.text.matches(of: /class="cell-number"><a href="\/invoice\/(\d+)"/).map { String($0.1) }
    }

    /// The ids of the API's answer, in order.
    private func ids(_ answer: Answer) -> [String] {
        answer.rows.map { row in
            guard case .number(let id)? = row["id"] else { return "" }
            return id
        }
    }

    private func rows(_ target: String) -> [String] {
        let page = browser.get(target)
        XCTAssertEqual(page.status, 200, target)
        return rows(page)
    }

    /// The target of the link with a `rel`, or of the head of a column.
    private func link(_ page: Answer, _ pattern: String) throws -> String? {
        try page.text.firstMatch(of: Regex(pattern, as: (Substring, Substring).self))?.output.1.description
            .replacing("&amp;", with: "&")
    }

    /// The chips' words and what is left when each is taken off.
    private func chips(_ page: Answer) -> [(String, String)] {
        page.text.matches(
            of: /class="chip" href="([^"]*)"><span class="visually-hidden">Remove the filter <\/span><bdi>([^<]*)</
        ).map { (String($0.2), String($0.1).replacing("&amp;", with: "&")) }
    }

    func testSomebodyWithoutInvoicesIsLedToTheFirst() {
        let page = browser.get("/invoices")
        XCTAssertEqual(page.status, 200)
        XCTAssertTrue(page.words.contains("No invoices yet"))
        XCTAssertFalse(page.text.contains("<table"))
        XCTAssertFalse(page.text.contains("data-filters"))
    }

    func testAFilterThatMatchesNothingSaysSo() {
        invoice("Acme")
        let page = browser.get("/invoices?customer_name=zzz")
        XCTAssertTrue(page.words.contains("No invoice matches"))
        XCTAssertTrue(page.words.contains("0 invoices match"))
        XCTAssertTrue(page.text.contains("data-filters"))
    }

    func testEveryFilterOfTheAPISelectsWhatTheAPISelects() throws {
        invoice("Acme", "10", due: "2023-07-05", status: "PAID")
        house.now = house.now.adding(seconds: 86_400)
        token = house.login("anna")
        invoice("Äcme", "20", due: "2023-07-10")
        invoice("Beta", "30.5", status: "CANCELLED")
        for query in [
            "", "status=PAID", "status=PAID,CANCELLED", "status=PAID&status=PENDING", "customer_name=%C3%84CM",
            "customer_email=x", "created_after=2023-07-02", "created_before=2023-07-01", "due_after=2023-07-06",
            "due_before=2023-07-05", "min_amount=20", "max_amount=20", "min_amount=10.01&max_amount=30.49",
            "sort_by=customer_name&sort_order=asc", "sort_by=total_amount", "sort_by=due_date&sort_order=asc",
            "skip=1", "limit=2", "limit=1&skip=1", "status=PENDING&customer_name=a&sort_by=due_date",
            "status=&limit=&min_amount=",
        ] {
            let api = house.send(.get, "/api/v1/invoices?\(query)", token: token)
            XCTAssertEqual(api.status, 200, query)
            XCTAssertEqual(
                rows("/invoices?\(query)"),
                ids(api), query)
        }
    }

    func testTheFormShowsTheFiltersInForce() throws {
        invoice("Acme")
        let page = browser.get(
            "/invoices?customer_name=Acme%20%26%20%3CCo%3E&status=PENDING,PAID&created_after=2023-01-01&min_amount=1.50&sort_by=total_amount&limit=5"
        )
        for (name, value) in [
            "customer_name": "Acme & <Co>", "created_after": "2023-01-01", "min_amount": "1.50", "max_amount": "",
            "customer_email": "", "sort_by": "total_amount", "limit": "5",
        ] {
            XCTAssertEqual(page.attribute("value", where: "name", is: name), value, name)
        }
        let checked = page.text.matches(of: /name="status" value="([A-Z]+)" checked/).map { String($0.1) }
        XCTAssertEqual(checked, ["PENDING", "PAID"])
        XCTAssertTrue(page.text.contains("<details class=\"disclosure\" open>"))
        XCTAssertFalse(browser.get("/invoices?customer_name=Acme&status=PAID").text.contains("disclosure\" open"))
    }

    func testEachFilterCanBeTakenOffAndAllOfThem() throws {
        invoice("Acme")
        let page = browser.get(
            "/invoices?status=PAID,%20PENDING&status=CANCELLED&customer_name=A%26b&due_before=2024-01-01&sort_by=due_date&limit=5&skip=2"
        )
        let chips = chips(page)
        XCTAssertEqual(
            chips.map(\.0),
            ["Paid or Pending", "Cancelled", "Customer: A&amp;b", "Due until 2024-01-01"])
        XCTAssertEqual(
            chips[2].1,
            "/invoices?status=PAID%2C%20PENDING&status=CANCELLED&due_before=2024-01-01&sort_by=due_date&limit=5")
        XCTAssertEqual(
            chips[1].1,
            "/invoices?status=PAID%2C%20PENDING&customer_name=A%26b&due_before=2024-01-01&sort_by=due_date&limit=5")
        XCTAssertEqual(try link(page, "<a href=\"([^\"]*)\">Clear all"), "/invoices?sort_by=due_date")
        XCTAssertTrue(self.chips(browser.get("/invoices?sort_by=due_date")).isEmpty)
    }

    func testForeignAndEmptyParametersAreIgnoredAndDropped() throws {
        for name in ["A", "B"] { invoice(name) }
        let page = browser.get("/invoices?utm_source=x&fields=nonsense&status=&limit=1&%3Cscript%3E=1")
        XCTAssertEqual(page.status, 200)
        XCTAssertEqual(rows(page), ["2"])
        let next = try XCTUnwrap(link(page, "href=\"([^\"]*)\" rel=\"next\""))
        XCTAssertTrue(next.hasPrefix("/invoices?limit=1&cursor="), next)
    }

    func testABadFilterIs422WithTheForm() throws {
        invoice("Acme")
        let page = browser.get(
            "/invoices?created_after=2023-02-30&min_amount=ten&status=LOST&limit=0&sort_by=x&customer_name=Acme&cursor=x"
        )
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(page.error(at: "created_after"), "The date of creation must be a date such as 2023-07-31.")
        XCTAssertEqual(page.error(at: "min_amount"), "The least amount must be a decimal number such as 19.99.")
        XCTAssertTrue(page.words.contains("6 things need your attention"), page.words)
        for link in ["#created_after", "#min_amount"] { XCTAssertTrue(page.links.contains(link)) }
        XCTAssertEqual(page.attribute("value", where: "id", is: "created_after"), "2023-02-30")
        XCTAssertEqual(page.attribute("value", where: "id", is: "customer_name"), "Acme")
        XCTAssertFalse(page.text.contains("class=\"result-head\""))
        XCTAssertTrue(page.text.contains("disclosure\" open"))
    }

    func testWhatIsWrongWithoutAFieldIsNotSentAgain() throws {
        let page = browser.get("/invoices?limit=abc&sort_by=due_date&sort_order=up")
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(page.attribute("value", where: "name", is: "sort_by"), "due_date")
        for name in ["limit", "sort_order"] { XCTAssertNil(page.attribute("value", where: "name", is: name), name) }
    }

    func testAParameterGivenTwiceIs422() {
        invoice("Acme")
        let page = browser.get("/invoices?min_amount=1&min_amount=2")
        XCTAssertEqual(page.status, 422)
        XCTAssertEqual(page.error(at: "min_amount"), "The least amount is given more than once.")
    }

    func testABrokenQueryIs400() {
        XCTAssertEqual(browser.get("/invoices?status=%zz").status, 400)
        XCTAssertEqual(browser.get("/invoices?status=%FF").status, 400)
    }

    func testColumnHeadsSortAndTurnRound() throws {
        for (name, price) in [("B", "3"), ("a", "2"), ("C", "1")] { invoice(name, price) }
        var page = browser.get("/invoices?status=PENDING&skip=1")
        func head(_ label: String) throws -> String {
            try XCTUnwrap(link(page, "class=\"cell-[a-z]*\"><a href=\"([^\"]*)\">\(label)<"))
        }
        XCTAssertTrue(page.text.contains("aria-sort=\"descending\" class=\"cell-created\""), page.text)
        XCTAssertEqual(page.text.components("aria-sort"), 1)
        XCTAssertEqual(
            try head("Customer"), "/invoices?status=PENDING&sort_by=customer_name&sort_order=asc", "from its beginning")
        XCTAssertEqual(try head("Amount"), "/invoices?status=PENDING&sort_by=total_amount&sort_order=desc")
        XCTAssertEqual(try head("Created"), "/invoices?status=PENDING&sort_by=date_created&sort_order=asc")
        page = browser.get(try head("Customer"))
        XCTAssertEqual(rows(page), ["2", "1", "3"])
        XCTAssertTrue(page.text.contains("aria-sort=\"ascending\" class=\"cell-customer\""))
        XCTAssertEqual(try head("Customer"), "/invoices?status=PENDING&sort_by=customer_name&sort_order=desc")
        XCTAssertEqual(rows(try head("Customer")), ["3", "1", "2"])
    }

    func testPagesFollowOneAnotherWithoutGapOrRepeat() throws {
        for number in 1...60 { invoice("C\(number % 7)", "\(number)") }
        for sort in ["", "&sort_by=customer_name&sort_order=asc"] {
            var page = browser.get("/invoices?status=PENDING\(sort)")
            XCTAssertTrue(page.words.contains("60 invoices match"))
            XCTAssertNil(try link(page, "href=\"([^\"]*)\" rel=\"first\""))
            XCTAssertEqual(rows(page).count, 25)
            var all = rows(page)
            while let next = try link(page, "href=\"([^\"]*)\" rel=\"next\"") {
                page = browser.get(next)
                XCTAssertEqual(page.status, 200)
                XCTAssertEqual(
                    try link(page, "href=\"([^\"]*)\" rel=\"first\""), "/invoices?status=PENDING\(sort)")
                XCTAssertTrue(page.words.contains("60 invoices match"))
                all += rows(page)
            }
            XCTAssertEqual(all.count, 60)
            XCTAssertEqual(Set(all).count, 60)
        }
    }

    func testACursorOfAnotherListIs422() throws {
        for name in ["A", "B"] { invoice(name) }
        let next = try XCTUnwrap(link(browser.get("/invoices?limit=1"), "href=\"([^\"]*)\" rel=\"next\""))
        XCTAssertEqual(browser.get(next).status, 200)
        XCTAssertEqual(browser.get(next + "&status=PENDING").status, 422)
        let other = try Browser.registered(in: house, as: "bert")
        XCTAssertEqual(other.get(next).status, 422)
    }

    func testOverdueIsPendingAndDueBeforeToday() {
        invoice("A", due: "2023-06-30")
        invoice("B", due: "2023-07-01")
        invoice("C", due: "2023-06-30", status: "PAID")
        invoice("D", due: "2023-06-30", status: "CANCELLED")
        invoice("E")
        let kinds = browser.get("/invoices?sort_by=customer_name&sort_order=asc").text
            .matches(of: /status status-([a-z]+)">([A-Za-z]+)</).map { "\($0.1) \($0.2)" }
        XCTAssertEqual(
            kinds, ["overdue Overdue", "pending Pending", "paid Paid", "cancelled Cancelled", "pending Pending"])
    }

    func testARowIsForReading() {
        invoice("Acme", "1234.5", due: "2023-07-31")
        let page = browser.get("/invoices")
        XCTAssertTrue(page.words.contains("1 invoice "))
        XCTAssertTrue(page.text.contains("<time datetime=\"2023-07-01\">1 Jul 2023</time>"))
        XCTAssertTrue(page.text.contains("<time datetime=\"2023-07-31\">31 Jul 2023</time>"))
        XCTAssertTrue(page.words.contains("1,234.50 EUR"))
    }

    func testTheDownloadIsOfTheSameSelection() throws {
        invoice("Acme")
        let page = browser.get("/invoices?status=PENDING&sort_by=total_amount&skip=0&utm=x")
        XCTAssertEqual(
            try link(page, "href=\"([^\"]*)\" download"), "/invoices.csv?status=PENDING&sort_by=total_amount")
    }
}

extension String {
    /// How many times it holds the other.
    func components(_ other: String) -> Int { ranges(of: other).count }
}
