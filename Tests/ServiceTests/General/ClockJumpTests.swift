import Auth
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import XCTest

@testable import WebAPI

/// The time of day is set an hour forward or back while people work.
final class ClockJumpTests: XCTestCase {
    private static let hour: Int64 = 3600

    /// The clock jumps, once in each direction, and returns; `body` is called after each of the two.
    private func jumping(_ body: (House, _ jump: (House) -> Void) throws -> Void) throws {
        for seconds in [Self.hour, -Self.hour] {
            // Half an hour before the month ends, by which a jump forward crosses into the next one.
            let house = try House()
            house.now = try XCTUnwrap(Timestamp("2023-07-31T23:30:00Z"))
            var next = seconds
            try body(house) {
                $0.now = $0.now.adding(seconds: next)
                next = -next
            }
        }
    }

    func testWhoIsSignedInToThePagesStaysSo() throws {
        try jumping { house, jump in
            let browser = try Browser.registered(in: house)
            for _ in 0..<2 {
                let form = try browser.get("/create").form("/create")
                jump(house)
                XCTAssertEqual(browser.get("/").status, 200)
                let created = browser.post(
                    form.with([
                        "customer_name": "Acme Corp", "item_description": "x", "item_quantity": "1",
                        "item_unit_price": "1",
                    ]))
                XCTAssertEqual(created.status, 303)
                XCTAssertEqual(browser.get(try XCTUnwrap(created.location)).status, 200)
                // Another session of the same user sweeps out none that is alive.
                XCTAssertEqual(try Browser(house).signIn().status, 303)
                XCTAssertEqual(browser.get("/").status, 200)
            }
        }
    }

    func testATokenLivesItsTimeAndNobodyIsShutOut() throws {
        try jumping { house, jump in
            var tokens = [house.register()]
            for _ in 0..<2 {
                jump(house)
                let login = house.form("/api/v1/auth/login", ["username": "anna", "password": "a good password"])
                XCTAssertEqual(login["expires_in"], .number("1800"))
                tokens.append(try XCTUnwrap(login.token))
                XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: tokens.last).status, 200)
            }
            // Back where it began: each was issued now or within the hour, and none is over before its time.
            let ends = tokens.map { house.tokens.claims(of: $0, at: house.now)?.expires }
            XCTAssertEqual(ends[0], house.now.adding(seconds: 1800))
            XCTAssertEqual(ends[2], house.now.adding(seconds: 1800))
        }
    }

    func testATokenThatWasIssuedAheadOfTimeIsGood() throws {
        let house = try House()
        let token = house.register()
        house.now = house.now.adding(seconds: -Self.hour)
        XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 200)
    }

    func testWhatWasEndedStaysEnded() throws {
        try jumping { house, jump in
            let browser = try Browser.registered(in: house)
            let token = house.login("anna")
            XCTAssertEqual(house.send(.post, "/api/v1/auth/logout-all", token: token).status, 204)
            for _ in 0..<2 {
                jump(house)
                XCTAssertEqual(house.send(.get, "/api/v1/auth/me", token: token).status, 401)
                XCTAssertEqual(browser.get("/").status, 303)
            }
        }
    }

    func testNoNumberIsGivenTwice() throws {
        // Of two values a byte there are 64 numbers a month: without a look at those that are taken, some would meet.
        let random = RandomSource.repeating(seed: 7)
        let house = try House(random: RandomSource { count in random.bytes(count).map { $0 & 1 } })
        _ = house.register()
        var numbers: Set<String> = []
        house.now = try XCTUnwrap(Timestamp("2023-07-31T23:30:00Z"))
        for number in 0..<40 {
            house.now = house.now.adding(seconds: number % 2 == 0 ? Self.hour : -Self.hour)
            let invoice = house.invoice(token(at: house))
            guard case .string(let text)? = invoice["invoice_number"],
                case .string(let created)? = invoice["date_created"]
            else { return XCTFail(invoice.text) }
            numbers.insert(text)
            XCTAssertEqual(text.dropFirst(4).prefix(6), created.prefix(7).replacing("-", with: ""))
        }
        XCTAssertEqual(numbers.count, 40)
    }

    func testAKeyIsRememberedAndCreatesOnce() throws {
        try jumping { house, jump in
            let body = #"{"customer_name": "A", "items": [{"description": "x", "quantity": 1, "unit_price": 1}]}"#
            _ = house.register()
            func create() -> Answer {
                house.send(
                    .post, "/api/v1/invoices", body, token: token(at: house), headers: [.idempotencyKey: "once"])
            }
            let first = create()
            XCTAssertEqual(first.status, 201)
            for _ in 0..<2 {
                jump(house)
                let again = create()
                XCTAssertEqual(again.bytes, first.bytes)
                XCTAssertEqual(again.headers[.idempotencyReplayed], "true")
            }
            XCTAssertEqual(house.send(.get, "/api/v1/invoices", token: token(at: house)).rows.count, 1)
        }
    }

    func testAWalkThroughTheListMeetsEveryInvoiceOnceInOrder() throws {
        for order in ["asc", "desc"] {
            try jumping { house, jump in
                _ = house.register()
                for _ in 0..<25 {
                    jump(house)
                    house.invoice(token(at: house))
                }
                var (ids, dates): ([String], [String]) = ([], [])
                var target: String? = "/api/v1/invoices?limit=4&sort_order=\(order)"
                while let page = target {
                    jump(house)
                    let answer = house.send(.get, page, token: token(at: house))
                    XCTAssertEqual(answer.status, 200, answer.text)
                    for row in answer.rows {
                        if case .number(let id)? = row["id"] { ids.append(id) }
                        if case .string(let date)? = row["date_created"] { dates.append(date) }
                    }
                    target = answer.next
                }
                XCTAssertEqual(ids.count, 25)
                XCTAssertEqual(Set(ids).count, 25)
                XCTAssertEqual(dates, order == "asc" ? dates.sorted() : dates.sorted(by: >))
            }
        }
    }

    func testEveryPageShowsWhatComesFromTheFuture() throws {
        let house = try House()
        house.now = try XCTUnwrap(Timestamp("2024-01-01T00:30:00Z"))
        let browser = try Browser.registered(in: house)
        house.invoice(token(at: house))
        // To the year before.
        house.now = house.now.adding(seconds: -Self.hour)
        _ = house.send(.patch, "/api/v1/invoices/1/status", #"{"status": "PAID"}"#, token: token(at: house))
        for page in ["/", "/invoices", "/invoices.csv", "/invoice/1", "/invoice/1/edit", "/search", "/account"] {
            XCTAssertEqual(browser.get(page).status, 200, page)
        }
        XCTAssertEqual(house.send(.get, "/health").status, 200)
        XCTAssertEqual(house.send(.delete, "/api/v1/invoices/1", token: token(at: house)).status, 204)
    }

    /// A token of now: this is not about how long one lives.
    private func token(at house: House) -> String { house.login("anna") }
}

extension Answer {
    fileprivate var token: String? {
        if case .string(let token)? = self["access_token"] { token } else { nil }
    }
}
