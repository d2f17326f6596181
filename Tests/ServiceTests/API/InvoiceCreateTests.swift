import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import XCTest

final class InvoiceCreateTests: XCTestCase {
    func testTheAnswerIsTheInvoiceInItsOwnOrder() throws {
        let house = try House()
        let answer = house.invoice(
            house.register(),
            #"""
            "customer_name": " Acme Corp ", "customer_email": "billing@acme.example", "customer_address": "1 Main\r\nStreet",
            "due_date": "2023-07-31", "notes": "  ", "items": [
                {"description": "Consulting", "quantity": 2, "unit_price": 50},
                {"description": "Half an hour", "quantity": "0.5000", "unit_price": "0.1234"}]
            """#)
        XCTAssertEqual(answer.headers[.location], "/api/v1/invoices/1")
        XCTAssertEqual(answer.headers[.contentType], "application/json")
        let number = try XCTUnwrap(answer["invoice_number"])
        guard case .string(let text) = number else { return XCTFail("no text") }
        XCTAssertNotNil(text.wholeMatch(of: /INV-202307-[A-Z0-9]{6}/), text)
        XCTAssertEqual(
            answer.text,
            #"{"id":1,"invoice_number":"\#(text)","date_created":"2023-07-01T10:00:00Z","due_date":"2023-07-31","#
                + #""total_amount":100.06,"status":"PENDING","customer_name":"Acme Corp","#
                + #""customer_email":"billing@acme.example","customer_address":"1 Main\nStreet","notes":null,"items":["#
                + #"{"id":1,"description":"Consulting","quantity":2,"unit_price":50.00,"amount":100.00},"#
                + #"{"id":2,"description":"Half an hour","quantity":0.5,"unit_price":0.1234,"amount":0.06}]}"#)
    }

    func testWhatIsReadBackIsWhatWasAnswered() throws {
        let house = try House()
        let token = house.register()
        let created = house.invoice(token)
        let read = house.send(.get, "/api/v1/invoices/\(created.id)", token: token)
        XCTAssertEqual(read.bytes, created.bytes)
        XCTAssertEqual(read.headers[.eTag], created.headers[.eTag])
    }

    func testEveryFaultIsListed() throws {
        let answer = try { house in
            house.send(
                .post, "/api/v1/invoices?x=1",
                #"""
                {"customer_email": "nobody", "due_date": "2023-02-30", "notes": 5, "items": [
                    {"description": "", "quantity": 0, "unit_price": -1}, 7, {"quantity": 1.00001, "unit_price": 1e400}]}
                """#, token: house.register(), headers: [.idempotencyKey: "no blanks please"])
        }(House())
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(
            Set(answer.faults),
            [
                "/customer_name", "/customer_email", "/due_date", "/notes", "/items/0/description", "/items/0/quantity",
                "/items/0/unit_price", "/items/1", "/items/2/description", "/items/2/quantity", "/items/2/unit_price",
                "x",
                "Idempotency-Key",
            ])
    }

    func testNothingIsStoredOfARefusedInvoice() throws {
        let house = try House()
        let token = house.register()
        _ = house.send(.post, "/api/v1/invoices", #"{"customer_name": "Acme"}"#, token: token)
        XCTAssertEqual(house.send(.get, "/api/v1/invoices", token: token).text, "[]")
    }

    func testMoneyIsExactHoweverItIsWritten() throws {
        let house = try House()
        let token = house.register()
        for (quantity, price, total) in [
            ("3", "0.1", "0.30"), ("1", "0.005", "0.01"), ("1", "0.0049", "0.00"), ("1e2", "1E1", "1000.00"),
            ("1000000", "9999999.99", "9999999990000.00"), (#""2.50""#, #"" 4 ""#, "10.00"), ("1", "0", "0.00"),
            ("0.0001", "50", "0.01"), ("0.0001", "49.9999", "0.00"),
        ] {
            let answer = house.invoice(
                token, #""items": [{"description": "x", "quantity": \#(quantity), "unit_price": \#(price)}]"#)
            XCTAssertEqual(answer["total_amount"], .number(total), "\(quantity) × \(price)")
        }
    }

    func testATotalThatIsTooLargeIsAFaultOfTheItems() throws {
        let house = try House()
        let body =
            #"{"customer_name": "A", "items": [{"description": "x", "quantity": 1000000, "unit_price": 10000000}]}"#
        let answer = house.send(.post, "/api/v1/invoices", body, token: house.register())
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(answer.faults, ["/items"])
    }

    func testTheServersOwnMembersAreTakenOnlyAsAnEcho() throws {
        let house = try House()
        let token = house.register()
        house.invoice(
            token,
            #""status": "PENDING", "total_amount": 100, "items": [{"id": 1, "amount": "100.00", "description": "x", "quantity": 2, "unit_price": 50}]"#
        )
        let wrong = house.send(
            .post, "/api/v1/invoices",
            #"""
            {"customer_name": "A", "id": 2, "invoice_number": "INV-202307-AAAAAA", "date_created": "2023-07-01T10:00:00Z",
             "status": "PAID", "total_amount": 99, "items": [
                {"id": 2, "amount": 1, "description": "x", "quantity": 2, "unit_price": 50}]}
            """#, token: token)
        XCTAssertEqual(
            Set(wrong.faults),
            ["/id", "/invoice_number", "/date_created", "/status", "/total_amount", "/items/0/id", "/items/0/amount"])
    }

    func testWhatTheServerComputesMustBeAnAmountEvenWhereItCannotBeComputed() throws {
        let house = try House()
        let answer = house.send(
            .post, "/api/v1/invoices",
            #"""
            {"customer_name": "A", "total_amount": "abc", "items": [
                {"description": "x", "quantity": 0, "unit_price": 1, "amount": "zz"},
                {"description": "", "quantity": 1, "unit_price": 1, "amount": 2}]}
            """#, token: house.register())
        XCTAssertEqual(
            Set(answer.faults),
            ["/total_amount", "/items/0/quantity", "/items/0/amount", "/items/1/description", "/items/1/amount"])
    }

    func testIDsAreNeverGivenAgain() throws {
        let house = try House()
        let token = house.register()
        let first = house.invoice(token).id
        XCTAssertEqual(house.send(.delete, "/api/v1/invoices/\(first)", token: token).status, 204)
        XCTAssertNotEqual(house.invoice(token).id, first)
    }

    func testDueDatesMayBeTimesOfWhichTheDateIsKept() throws {
        let house = try House()
        let token = house.register()
        for written in ["2024-02-29", "2024-02-29T23:30:00", "2024-02-29T23:30:00.123456", "2024-02-29T23:30:00-11:00"]
        {
            XCTAssertEqual(
                house.invoice(token, #""due_date": "\#(written)""#)["due_date"], .string("2024-02-29"), written)
        }
        for wrong in ["2023-02-29", "2024-2-9", "29.02.2024", "2024-02-29 10:00:00", "2024-02-29T25:00:00", "tomorrow"]
        {
            let body =
                #"{"customer_name": "A", "items": [{"description": "x", "quantity": 1, "unit_price": 1}], "#
                + #""due_date": "\#(wrong)"}"#
            XCTAssertEqual(house.send(.post, "/api/v1/invoices", body, token: token).faults, ["/due_date"], wrong)
        }
    }

    func testFiveHundredItemsAreEnough() throws {
        let house = try House()
        let token = house.register()
        func items(_ count: Int) -> String {
            let item = #"{"description": "x", "quantity": 1, "unit_price": 1}"#
            return "\"items\": [\(Array(repeating: item, count: count).joined(separator: ","))]"
        }
        XCTAssertEqual(house.invoice(token, items(500))["total_amount"], .number("500.00"))
        for count in [0, 501] {
            let answer = house.send(
                .post, "/api/v1/invoices", #"{"customer_name": "A", \#(items(count))}"#, token: token)
            XCTAssertEqual(answer.faults, ["/items"], "\(count)")
        }
    }
}
