import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import XCTest

/// `GET /api/v1/invoices/{id}` and `/find`.
final class InvoiceReadTests: XCTestCase {
    func testFieldsComeInTheInvoicesOwnOrder() throws {
        let house = try House()
        let token = house.register()
        let created = house.invoice(token)
        let answer = house.send(
            .get, "/api/v1/invoices/\(created.id)?fields=total_amount,%20id%20,status,id", token: token)
        XCTAssertEqual(answer.text, #"{"id":1,"total_amount":100.00,"status":"PENDING"}"#)
        XCTAssertEqual(answer.headers[.eTag], created.headers[.eTag])
        let items = house.send(.get, "/api/v1/invoices/\(created.id)?fields=items", token: token)
        XCTAssertEqual(
            items.text,
            #"{"items":[{"id":1,"description":"Consulting","quantity":2,"unit_price":50.00,"amount":100.00}]}"#)
    }

    func testAnUnknownFieldIsRefusedWithTheKnownOnes() throws {
        let house = try House()
        let token = house.register()
        let id = house.invoice(token).id
        let answer = house.send(.get, "/api/v1/invoices/\(id)?fields=id,Status,%22", token: token)
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(answer.faults, ["fields"])
        XCTAssert(answer.text.contains("customer_address"))
    }

    func testTheSameStateIsNotSentTwice() throws {
        let house = try House()
        let token = house.register()
        let tag = try XCTUnwrap(house.invoice(token).headers[.eTag])
        func status(_ known: String) -> Answer {
            house.send(.get, "/api/v1/invoices/1", token: token, headers: [.ifNoneMatch: known])
        }
        for known in [tag, "W/\(tag)", "*", "\"other\", \(tag)"] {
            let answer = status(known)
            XCTAssertEqual(answer.status, 304, known)
            XCTAssertEqual(answer.headers[.eTag], tag)
            XCTAssertEqual(answer.bytes, [])
        }
        XCTAssertEqual(status("\"other\"").status, 200)
    }

    func testAStateThatHasPassedIsNotRead() throws {
        let house = try House()
        let token = house.register()
        let tag = try XCTUnwrap(house.invoice(token).headers[.eTag])
        func status(_ headers: HTTPFields) -> Int {
            house.send(.get, "/api/v1/invoices/1", token: token, headers: headers).status
        }
        XCTAssertEqual(status([.ifMatch: "\"other\""]), 412)
        XCTAssertEqual(status([.ifMatch: "\"other\"", .ifNoneMatch: tag]), 412)
        XCTAssertEqual(status([.ifMatch: tag, .ifNoneMatch: tag]), 304)
        XCTAssertEqual(status([.ifMatch: tag]), 200)
    }

    func testAnothersInvoiceIsAsAbsentAsNone() throws {
        let house = try House()
        let anna = house.register("anna")
        let ben = house.register("benjamin")
        let created = house.invoice(anna)
        guard case .string(let number)? = created["invoice_number"] else { return XCTFail("no number") }
        let absent = house.send(.get, "/api/v1/invoices/999", token: ben)
        XCTAssertEqual(absent.status, 404)
        for (method, target, body) in [
            (HTTPRequest.Method.get, "/api/v1/invoices/1", nil), (.patch, "/api/v1/invoices/1", "{}"),
            (.patch, "/api/v1/invoices/1/status", #"{"status": "PAID"}"#), (.delete, "/api/v1/invoices/1", nil),
            (.get, "/api/v1/invoices/find?invoice_number=\(number)", nil),
        ] {
            let answer = house.send(method, target, body, token: ben)
            XCTAssertEqual(answer.status, 404, target)
            XCTAssertEqual(answer.bytes, absent.bytes, target)
        }
        XCTAssertEqual(house.send(.get, "/api/v1/invoices", token: ben).text, "[]")
        XCTAssertEqual(house.send(.get, "/api/v1/invoices/1", token: anna).bytes, created.bytes)
    }

    func testAnIDIsAPositiveNumberInPlainDigits() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        for id in ["0", "-1", "+1", "1.0", "1e0", "x", "0x1", "١", "9223372036854775808", " 1"] {
            XCTAssertEqual(house.send(.get, "/api/v1/invoices/\(id)", token: token).status, 404, id)
        }
        XCTAssertEqual(house.send(.get, "/api/v1/invoices/9223372036854775807", token: token).status, 404)
        XCTAssertEqual(house.send(.get, "/api/v1/invoices/1", token: token).status, 200)
    }

    func testFindsByNumber() throws {
        let house = try House()
        let token = house.register()
        let created = house.invoice(token)
        guard case .string(let number)? = created["invoice_number"] else { return XCTFail("no number") }
        let target = "/api/v1/invoices/find?invoice_number="
        let found = house.send(.get, target + number, token: token)
        XCTAssertEqual(found.bytes, created.bytes)
        XCTAssertEqual(found.headers[.eTag], created.headers[.eTag])
        XCTAssertEqual(house.send(.get, target + number + "&fields=id", token: token).text, #"{"id":1}"#)
        XCTAssertEqual(house.send(.get, target + "INV-202307-000000", token: token).status, 404)
        let twice = house.send(.get, target + "x&invoice_number=\(number)", token: token)
        XCTAssertEqual(twice.faults, ["invoice_number"])
        for query in ["", "?invoice_number=", "?fields=id"] {
            let answer = house.send(.get, "/api/v1/invoices/find" + query, token: token)
            XCTAssertEqual(answer.status, 422, query)
            XCTAssertEqual(answer.faults, ["invoice_number"], query)
        }
    }
}
