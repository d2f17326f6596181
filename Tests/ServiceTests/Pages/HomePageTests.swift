import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import XCTest

@testable import WebPages

/// `/`: figures, chart and recent invoices, against sums that the test computes itself.
final class HomePageTests: PageTestCase {
    /// Makes an invoice on a day, of so many cents.
    private func invoice(on day: String, _ cents: Int, due: String? = nil, _ status: InvoiceStatus = .pending) throws {
        house.now = try XCTUnwrap(Timestamp(day + "T12:00:00Z"))
        token = house.login("anna")
        let price = Money(cents: Int64(cents)).text
        let id = house.invoice(
            token,
            """
            "items": [{"description": "a", "quantity": 1, "unit_price": \(price)}]
            \(due.map { ", \"due_date\": \"\($0)\"" } ?? "")
            """
        ).id
        guard status != .pending else { return }
        let body = "{\"status\": \"\(status.rawValue)\"}"
        XCTAssertEqual(house.send(.patch, "/api/v1/invoices/\(id)", body, token: token).status, 200)
    }

    private func home(on day: String) throws -> Answer {
        house.now = try XCTUnwrap(Timestamp(day + "T12:00:00Z"))
        browser = Browser(house)
        try browser.signIn()
        return browser.get("/")
    }

    /// Amount, count and target of a figure.
    private func figure(_ name: String, _ page: Answer) throws -> (String, String, String) {
        let found = try XCTUnwrap(
            page.text.firstMatch(
                of: try Regex(
                    "<a href=\"([^\"]*)\"><span class=\"figure-name\">\(name)</span> <span class=\"figure-amount\">([^<]*)</span> <span class=\"figure-note\">EUR · ([^<]*)</span>",
                    as: (Substring, Substring, Substring, Substring).self)), name
        ).output
        return (String(found.2), String(found.3), String(found.1).replacing("&amp;", with: "&"))
    }

    func testANewUserIsLedToTheFirstInvoice() {
        let page = browser.get("/")
        XCTAssertEqual(page.status, 200)
        XCTAssertTrue(page.words.contains("Send your first invoice"))
        XCTAssertTrue(page.links.contains("/create"))
        XCTAssertFalse(page.text.contains("<svg class=\"chart-plot\""))
        XCTAssertFalse(page.words.contains("Outstanding"))
    }

    func testTheFiguresAddUpWhatTheirListsShow() throws {
        let today = "2023-07-15"
        try invoice(on: "2022-07-31", 1_000_000_00, .paid)
        try invoice(on: "2022-12-31", 500_00, due: "2023-01-31")
        try invoice(on: "2023-01-01", 300_50, .paid)
        try invoice(on: "2023-06-30", 70_00, .cancelled)
        try invoice(on: "2023-07-01", 1234_56, due: "2023-07-14", .paid)
        try invoice(on: "2023-07-02", 20_01, due: "2023-07-14")
        try invoice(on: "2023-07-03", 40_00, due: "2023-07-15")
        try invoice(on: "2023-07-04", 7_00, due: "2023-07-01", .cancelled)
        try invoice(on: "2023-07-05", 3_00)
        let page = try home(on: today)
        for (name, amount, count) in [
            ("Outstanding", "563.01", "4 invoices"), ("Overdue", "520.01", "2 invoices"),
            ("Paid this month", "1,234.56", "1 invoice"), ("Paid this year", "1,535.06", "2 invoices"),
        ] {
            let figure = try figure(name, page)
            XCTAssertEqual(figure.0, amount, name)
            XCTAssertEqual(figure.1, count, name)
            let list = browser.get(figure.2)
            XCTAssertEqual(list.status, 200)
            XCTAssertTrue(list.words.contains(count + (count.hasPrefix("1 ") ? " matches" : " match")), name)
        }
        XCTAssertTrue(page.text.contains("figure-alarming"))
        for (status, words) in [
            ("PENDING", "Pending 563.01 4 invoices"), ("PAID", "Paid 1,001,535.06 3 invoices"),
            ("CANCELLED", "Cancelled 77.00 2 invoices"),
        ] {
            XCTAssertTrue(page.words.contains(words), words)
            XCTAssertTrue(page.links.contains("/invoices?status=\(status)"))
        }
    }

    func testNothingOverdueDoesNotAlarm() throws {
        try invoice(on: "2023-07-01", 100, due: "2023-07-15")
        let page = try home(on: "2023-07-15")
        XCTAssertEqual(try figure("Overdue", page).1, "0 invoices")
        XCTAssertFalse(page.text.contains("figure-alarming"))
        XCTAssertTrue(try home(on: "2023-07-16").text.contains("figure-alarming"))
    }

    func testTheFiguresFollowChangesAndDeletions() throws {
        try invoice(on: "2023-07-01", 100_00, due: "2023-07-02")
        try invoice(on: "2023-07-01", 1_00)
        XCTAssertEqual(try figure("Outstanding", try home(on: "2023-07-15")).0, "101.00")
        token = house.login("anna")
        _ = house.send(
            .patch, "/api/v1/invoices/1",
            #"{"due_date": null, "items": [{"description": "a", "quantity": 1, "unit_price": 5}]}"#, token: token)
        var page = browser.get("/")
        XCTAssertEqual(try figure("Outstanding", page).0, "6.00")
        XCTAssertEqual(try figure("Overdue", page).1, "0 invoices")
        XCTAssertEqual(house.send(.delete, "/api/v1/invoices/1", token: token).status, 204)
        page = browser.get("/")
        XCTAssertEqual(try figure("Outstanding", page).0, "1.00")
    }

    func testAnotherUsersInvoicesDoNotCount() throws {
        try invoice(on: "2023-07-01", 100_00)
        let other = try Browser.registered(in: house, as: "bert")
        XCTAssertTrue(other.get("/").words.contains("Send your first invoice"))
    }

    func testTheChartShowsTheLastTwelveMonths() throws {
        try invoice(on: "2022-06-30", 999_00)
        try invoice(on: "2022-07-01", 100_00, .paid)
        try invoice(on: "2023-02-28", 400_00, .cancelled)
        try invoice(on: "2023-06-30", 50_00)
        try invoice(on: "2023-06-01", 150_00, .paid)
        let text = try home(on: "2023-06-30").text
        let rows = text.matches(
            of:
                /<tr><th scope="row"><a href="([^"]*)">([^<]*)<\/a><\/th><td class="number">([^<]*)<\/td><td class="number">([^<]*)<\/td>/
        ).map { "\($0.2) \($0.3) \($0.4)" }
        XCTAssertEqual(
            rows,
            [
                "Jul 2022 100.00 100.00", "Aug 2022 0.00 0.00", "Sep 2022 0.00 0.00", "Oct 2022 0.00 0.00",
                "Nov 2022 0.00 0.00", "Dec 2022 0.00 0.00", "Jan 2023 0.00 0.00", "Feb 2023 0.00 0.00",
                "Mar 2023 0.00 0.00", "Apr 2023 0.00 0.00", "May 2023 0.00 0.00", "Jun 2023 200.00 150.00",
            ])
        let bars = text.matches(
            of:
                /translate\((\d+) 1000\).*?chart-invoiced" x="18" width="64" height="(\d+)".*?chart-paid" x="34" width="32" height="(\d+)"/
        ).map { [$0.1, $0.2, $0.3].compactMap { Int($0) } }
        XCTAssertEqual(bars.count, 12)
        XCTAssertEqual(bars.first, [0, 500, 500], "the scale ends at 200")
        XCTAssertEqual(bars.last, [1100, 1000, 750])
        XCTAssertTrue(text.contains("/invoices?created_after=2023-06-01&amp;created_before=2023-06-30"))
        XCTAssertTrue(text.contains("/invoices?created_after=2022-12-01&amp;created_before=2022-12-31"))
        XCTAssertTrue(text.contains("role=\"img\" aria-label=\"Bar chart of the last 12 months"))
    }

    func testTheChartIsDrawnAnewWhenAFigureHasChanged() throws {
        try invoice(on: "2023-06-30", 100_00)
        func shows(_ title: String, on day: String) throws -> Bool {
            try home(on: day).text.contains("<title>\(title)</title>")
        }
        for _ in 1...2 { XCTAssertTrue(try shows("Jun 2023: 100.00 invoiced, 0.00 paid", on: "2023-06-30")) }
        try invoice(on: "2023-06-30", 50_00, .paid)
        XCTAssertTrue(try shows("Jun 2023: 150.00 invoiced, 50.00 paid", on: "2023-06-30"))
        XCTAssertTrue(try shows("Jul 2023: 0.00 invoiced, 0.00 paid", on: "2023-07-01"))
    }

    func testTheTenMostRecentInvoicesAreShown() throws {
        for day in 1...11 { try invoice(on: "2023-07-\(day < 10 ? "0" : "")\(day)", day * 100, due: "2023-07-20") }
        let page = try home(on: "2023-07-25")
        let rows = page.text.matches(of: /<th scope="row" class="cell-number"><a href="\/invoice\/(\d+)">/)
        XCTAssertEqual(rows.map { String($0.1) }, (2...11).reversed().map(String.init))
        XCTAssertTrue(page.words.contains("Due 20 Jul 2023"))
        XCTAssertTrue(page.words.contains("Overdue 11.00 EUR"), page.words)
    }

    func testSumsBeyondSixtyFourBitsAreShownAndDrawn() throws {
        let sum = MoneySum(cents: Int128(Int64.max) * 10 + 5)
        XCTAssertEqual(ReadableNumber.amount(sum), "922,337,203,685,477,580.75")
        let figure = LedgerSummary.Figure(count: 1, total: sum)
        let none = LedgerSummary.Figure(count: 0, total: MoneySum(cents: 0))
        let months = (1...12).map {
            LedgerSummary.Month(year: 2023, month: $0, invoiced: $0 == 12 ? figure : none, paid: none)
        }
        let chart = ChartView(months)
        XCTAssertEqual(chart.child(named: "top") as? String, "1000000T")
        let last = try XCTUnwrap((chart.child(named: "months") as? [ChartView.MonthView])?.last)
        XCTAssertEqual(last.child(named: "invoiced_height") as? String, "922")
        XCTAssertEqual(last.child(named: "paid_height") as? String, "0")
    }
}
