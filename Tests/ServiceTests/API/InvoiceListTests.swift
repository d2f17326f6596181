import Foundation
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import WebAPI
import Synchronization
import XCTest
import Web

final class InvoiceListTests: XCTestCase {
    private let path = "/api/v1/invoices"

    private func names(_ house: House, _ token: String, _ query: String) -> [String] {
        let answer = house.send(.get, "\(path)?fields=customer_name&\(query)", token: token)
        XCTAssertEqual(answer.status, 200, answer.text)
        return answer.rows.compactMap {
            if case .string(let name)? = $0["customer_name"] { name } else { nil }
        }
    }

    /// Four invoices, a day apart: A 10.00 due the 5th, B 20.00 without a date, C 30.00 due the 3rd and paid, É 40.00.
    private func books() throws -> (House, String) {
        let house = try House()
        let token = house.register()
        for (day, (name, price, due)) in [
            ("Ann & Sons", "10", #""2023-08-05""#), ("ben_100%", "20", "null"), ("Carla", "30", #""2023-08-03""#),
            ("Éclair ΟΔΟΣ", "40", #""2023-08-09""#),
        ].enumerated() {
            house.now = House.start.adding(seconds: Int64(day) * 86_400)
            house.invoice(
                day == 0 ? token : house.login("anna"),
                #"""
                "customer_name": "\#(name)", "due_date": \#(due), "customer_email": "\#(day)@Example.com",
                "items": [{"description": "x", "quantity": 1, "unit_price": \#(price)}]
                """#)
        }
        let fresh = house.login("anna")
        _ = house.send(.patch, path + "/3/status", #"{"status": "PAID"}"#, token: fresh)
        return (house, fresh)
    }

    func testNewestComeFirst() throws {
        let (house, token) = try books()
        XCTAssertEqual(names(house, token, ""), ["Éclair ΟΔΟΣ", "Carla", "ben_100%", "Ann & Sons"])
    }

    func testEveryFilterSelects() throws {
        let (house, token) = try books()
        for (query, expected) in [
            ("status=PAID", ["Carla"]),
            ("status=PAID,%20PENDING&limit=2", ["Éclair ΟΔΟΣ", "Carla"]),
            ("status=PAID&status=CANCELLED", ["Carla"]),
            ("created_after=2023-07-03", ["Éclair ΟΔΟΣ", "Carla"]),
            ("created_before=2023-07-02", ["ben_100%", "Ann & Sons"]),
            ("created_after=2023-07-02&created_before=2023-07-02", ["ben_100%"]),
            ("due_after=2023-08-05", ["Éclair ΟΔΟΣ", "Ann & Sons"]),
            ("due_before=2023-08-05", ["Carla", "Ann & Sons"]),
            ("customer_name=A", ["Éclair ΟΔΟΣ", "Carla", "Ann & Sons"]),
            ("customer_name=%26+s", ["Ann & Sons"]),
            ("customer_name=%25", ["ben_100%"]),
            ("customer_name=_1", ["ben_100%"]),
            ("customer_name=E%CC%81CLAIR", ["Éclair ΟΔΟΣ"]),
            ("customer_name=%CE%BF%CE%B4%CE%BF%CF%82", ["Éclair ΟΔΟΣ"]),
            ("customer_email=1@EXAMPLE", ["ben_100%"]),
            ("min_amount=20.00", ["Éclair ΟΔΟΣ", "Carla", "ben_100%"]),
            ("max_amount=2e1", ["ben_100%", "Ann & Sons"]),
            ("min_amount=20&max_amount=30&status=PENDING", ["ben_100%"]),
            ("customer_name=nobody", []),
        ] {
            XCTAssertEqual(names(house, token, query), expected, query)
        }
    }

    func testEverySortOrdersWithMissingDueDatesLast() throws {
        let (house, token) = try books()
        for (query, expected) in [
            ("sort_by=due_date&sort_order=asc", ["Carla", "Ann & Sons", "Éclair ΟΔΟΣ", "ben_100%"]),
            ("sort_by=due_date", ["Éclair ΟΔΟΣ", "Ann & Sons", "Carla", "ben_100%"]),
            ("sort_by=total_amount&sort_order=asc", ["Ann & Sons", "ben_100%", "Carla", "Éclair ΟΔΟΣ"]),
            ("sort_by=total_amount", ["Éclair ΟΔΟΣ", "Carla", "ben_100%", "Ann & Sons"]),
            ("sort_by=customer_name&sort_order=asc", ["Ann & Sons", "ben_100%", "Carla", "Éclair ΟΔΟΣ"]),
            ("sort_order=asc", ["Ann & Sons", "ben_100%", "Carla", "Éclair ΟΔΟΣ"]),
        ] {
            XCTAssertEqual(names(house, token, query), expected, query)
            // The same walked one by one along the links.
            var walked: [String] = []
            var next: String? = "\(path)?fields=customer_name&limit=1&\(query)"
            while let target = next, walked.count < 10 {
                let answer = house.send(.get, target, token: token)
                walked += answer.rows.compactMap {
                    if case .string(let name)? = $0["customer_name"] { name } else { nil }
                }
                next = answer.next
            }
            XCTAssertEqual(walked, expected, query)
        }
    }

    func testEveryBadParameterIsNamed() throws {
        let (house, token) = try books()
        let query =
            "skip=-1&limit=0&fields=x&status=paid&created_after=2023-02-30&created_before=x&due_after=1&due_before=2023-13-01"
            + "&min_amount=1.001&max_amount=NaN&sort_by=id&sort_order=up&cursor=x&customer_name=%07&customer_email=%0B1"
        let answer = house.send(.get, "\(path)?\(query)", token: token)
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(
            Set(answer.faults),
            [
                "skip", "limit", "fields", "status", "created_after", "created_before", "due_after", "due_before",
                "min_amount", "max_amount", "sort_by", "sort_order", "cursor", "customer_name", "customer_email",
            ])
        for limit in ["1001", "0", "x", "1.5", "99999999999999999999"] {
            XCTAssertEqual(house.send(.get, "\(path)?limit=\(limit)", token: token).faults, ["limit"], limit)
        }
    }

    func testSkipAndLimitCutAPage() throws {
        let (house, token) = try books()
        XCTAssertEqual(names(house, token, "skip=1&limit=2"), ["Carla", "ben_100%"])
        XCTAssertEqual(names(house, token, "skip=4"), [])
        XCTAssertEqual(names(house, token, "skip=9223372036854775807"), [])
    }

    func testTheLinkKeepsTheSelectionAndEndsWithTheList() throws {
        let (house, token) = try books()
        let first = house.send(.get, "\(path)?skip=1&limit=2&status=PENDING,PAID&customer_name=", token: token)
        let next = try XCTUnwrap(first.next)
        XCTAssert(first.headers[.link]?.hasSuffix(">; rel=\"next\"") ?? false)
        XCTAssert(next.contains("limit=2") && next.contains("status=PENDING%2CPAID"), next)
        XCTAssertFalse(next.contains("skip") || next.contains("customer_name"), next)
        let second = house.send(.get, next, token: token)
        XCTAssertEqual(second.rows.count, 1)
        XCTAssertNil(second.headers[.link])
        XCTAssertNil(house.send(.get, "\(path)?limit=4", token: token).headers[.link])
    }

    func testACursorOpensOnlyItsOwnList() throws {
        let (house, token) = try books()
        let next = try XCTUnwrap(house.send(.get, "\(path)?limit=1&status=PENDING", token: token).next)
        let cursor = try XCTUnwrap(next.split(separator: "&").first { $0.hasPrefix("cursor=") })
        XCTAssertEqual(house.send(.get, "\(path)?status=PENDING&limit=3&fields=id&\(cursor)", token: token).status, 200)
        let last = cursor.last == "A" ? "B" : "A"
        for query in [
            "\(cursor)", "status=PAID&\(cursor)", "status=PENDING&sort_order=asc&\(cursor)",
            "status=PENDING&sort_by=due_date&\(cursor)", "status=PENDING&\(cursor.dropLast())\(last)",
            "status=PENDING&\(cursor)x", "status=PENDING&skip=1&\(cursor)", "status=PENDING&cursor=%00",
        ] {
            let answer = house.send(.get, "\(path)?\(query)", token: token)
            XCTAssertEqual(answer.status, 422, query)
            XCTAssertEqual(answer.faults, ["cursor"], query)
        }
        let ben = house.register("benjamin")
        XCTAssertEqual(house.send(.get, "\(path)?status=PENDING&\(cursor)", token: ben).faults, ["cursor"])
    }

    func testACursorHoldsEveryNameThatAnInvoiceMayHave() throws {
        let (house, token) = try books()
        // Folded, there is a mark more: above what a text from outside may have in a row.
        house.invoice(token, "\"customer_name\": \"\u{130}\(String(repeating: "\u{301}", count: 30))\"")
        var next: String? = "\(path)?sort_by=customer_name&limit=1"
        var count = 0
        while let target = next, count <= 5 {
            let page = house.send(.get, target, token: token)
            XCTAssertEqual(page.status, 200, target)
            count += page.rows.count
            next = page.next
        }
        XCTAssertEqual(count, 5)
    }

    func testTheNumberOfMatchesIsCountedWhenAsked() throws {
        let (house, token) = try books()
        func ask(_ prefer: String, _ query: String = "limit=1&status=PENDING") -> Answer {
            house.send(.get, "\(path)?\(query)", token: token, headers: [.prefer: prefer])
        }
        let answer = ask("count=exact")
        XCTAssertEqual(answer.headers[.totalCount], "3")
        XCTAssertEqual(answer.headers[.preferenceApplied], "count=exact")
        XCTAssertEqual(ask("respond-async, Count=\"exact\"").headers[.totalCount], "3")
        XCTAssertEqual(ask("count=exact", "skip=100").headers[.totalCount], "4")
        let next = try XCTUnwrap(answer.next)
        XCTAssertEqual(
            house.send(.get, next, token: token, headers: [.prefer: "count=exact"]).headers[.totalCount], "3")
        for prefer in ["count=none", "return=minimal"] {
            XCTAssertNil(ask(prefer).headers[.totalCount])
            XCTAssertNil(ask(prefer).headers[.preferenceApplied])
        }
    }

    func testAFullListIsWhatSingleInvoicesAre() throws {
        let (house, token) = try books()
        let singles = [4, 3, 2, 1].map { house.send(.get, "\(path)/\($0)", token: token).text }
        XCTAssertEqual(house.send(.get, path, token: token).text, "[\(singles.joined(separator: ","))]")
    }

    func testALongListIsSentInPieces() throws {
        let house = try House()
        let token = house.register()
        let long = String(repeating: "w", count: 500)
        let item = #"{"description": "\#(long)", "quantity": 1, "unit_price": 1}"#
        let items = "\"items\": [\(Array(repeating: item, count: 500).joined(separator: ","))]"
        for _ in 0..<4 { house.invoice(token, items) }
        let request = Request(method: .get, path: path, query: "limit=3", headers: [.authorization: "Bearer \(token)"])
        let response = house.service.respond(to: request)
        guard case .stream(let run) = response.body else { return XCTFail("not streamed") }
        XCTAssertNotNil(response.headers[.link])
        var pieces: [[UInt8]] = []
        try run { pieces.append($0) }
        XCTAssertGreaterThan(pieces.count, 2)
        XCTAssertLessThan(pieces.map(\.count).max() ?? 0, 1_000_000)
        XCTAssertEqual(Answer(Response(.ok, body: .bytes(Array(pieces.joined())))).rows.count, 3)
    }

    func testAHundredParallelCreationsGiveAHundredNumbers() throws {
        let house = try House()
        let token = house.register()
        let service = house.service
        let body = #"{"customer_name": "A", "items": [{"description": "x", "quantity": 1, "unit_price": 1}]}"#
        let request = Request(
            method: .post, path: path,
            headers: [.authorization: "Bearer \(token)", .contentType: "application/json"],
            body: .complete(Array(body.utf8)))
        let statuses = Statuses()
        DispatchQueue.concurrentPerform(iterations: 100) { _ in statuses.add(service.respond(to: request).status.code) }
        XCTAssertEqual(statuses.all, Array(repeating: 201, count: 100))
        let numbers = house.send(.get, "\(path)?fields=invoice_number", token: token).rows.map { $0["invoice_number"] }
        XCTAssertEqual(Set(numbers.map { "\(String(describing: $0))" }).count, 100)
    }

    func testOfTwoChangesWithOneETagOneWins() throws {
        let house = try House()
        let token = house.register()
        let tag = try XCTUnwrap(house.invoice(token).headers[.eTag])
        let service = house.service
        let statuses = Statuses()
        DispatchQueue.concurrentPerform(iterations: 2) { turn in
            let body = #"{"notes": "\#(turn)"}"#
            let request = Request(
                method: .patch, path: "/api/v1/invoices/1",
                headers: [.authorization: "Bearer \(token)", .contentType: "application/json", .ifMatch: tag],
                body: .complete(Array(body.utf8)))
            statuses.add(service.respond(to: request).status.code)
        }
        XCTAssertEqual(statuses.all.sorted(), [200, 412])
    }
}

/// Statuses of requests that run at the same time.
final class Statuses: Sendable {
    private let collected = Mutex<[Int]>([])

    func add(_ status: Int) { collected.withLock { $0.append(status) } }
    var all: [Int] { collected.withLock { $0 } }
}
