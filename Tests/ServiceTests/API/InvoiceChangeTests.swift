import Accounts
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import XCTest
import WebAPI

/// `PATCH /api/v1/invoices/{id}`, its status, and `DELETE`.
final class InvoiceChangeTests: XCTestCase {
    private let target = "/api/v1/invoices/1"

    func testChangesOnlyWhatIsNamed() throws {
        let house = try House()
        let token = house.register()
        let before = house.invoice(token, #""notes": "n", "customer_email": "a@b.example""#)
        let after = house.send(.patch, target, #"{"customer_name": "Other", "notes": null}"#, token: token)
        XCTAssertEqual(after.status, 200)
        XCTAssertEqual(after["customer_name"], .string("Other"))
        XCTAssertEqual(after["notes"], .null)
        for member in ["customer_email", "items", "total_amount", "status", "invoice_number", "date_created", "id"] {
            XCTAssertEqual(after[member], before[member], member)
        }
        XCTAssertNotEqual(after.headers[.eTag], before.headers[.eTag])
        XCTAssertEqual(house.send(.get, target, token: token).bytes, after.bytes)
    }

    func testItemsReplaceTheListAndAreCountedAnew() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        let items =
            #"[{"description": "a", "quantity": 1, "unit_price": 1}, {"description": "b", "quantity": 3, "unit_price": 0.5}]"#
        let after = house.send(.patch, target, #"{"items": \#(items)}"#, token: token)
        XCTAssertEqual(after["total_amount"], .number("2.50"))
        XCTAssert(
            after.text.contains(#"{"id":1,"description":"a""#) && after.text.contains(#"{"id":2,"description":"b""#))
        let fewer = house.send(
            .patch, target, #"{"items": [{"description": "c", "quantity": 1, "unit_price": 9}]}"#, token: token)
        XCTAssertEqual(fewer["total_amount"], .number("9.00"))
        XCTAssertEqual(house.send(.get, target, token: token).bytes, fewer.bytes)
    }

    func testWhatWasReadCanBeSentBack() throws {
        let house = try House()
        let token = house.register()
        let before = house.invoice(token, #""due_date": "2023-08-01""#)
        let same = house.send(.patch, target, before.text, token: token)
        XCTAssertEqual(same.status, 200, same.text)
        XCTAssertEqual(same.bytes, before.bytes)
    }

    func testTakesBothMediaTypes() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        for path in [target, target + "/status"] {
            let answer = house.send(
                .patch, path, #"{"status": "PAID"}"#, token: token,
                headers: [.contentType: "application/merge-patch+json"])
            XCTAssertEqual(answer.status, 200)
        }
    }

    func testRequiredMembersCannotBeCleared() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        let answer = house.send(
            .patch, target, #"{"customer_name": null, "items": null, "status": null, "x": null}"#, token: token)
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(Set(answer.faults), ["/customer_name", "/items", "/status", "/x"])
    }

    func testTheServersOwnMembersCannotBeChanged() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        let answer = house.send(
            .patch, target,
            #"{"id": 2, "invoice_number": "INV-202307-AAAAAA", "date_created": "2020-01-01T00:00:00Z", "total_amount": 5}"#,
            token: token)
        XCTAssertEqual(Set(answer.faults), ["/id", "/invoice_number", "/date_created", "/total_amount"])
    }

    func testAnyStatusLeadsToAnyOther() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        for status in ["PAID", "CANCELLED", "PENDING", "CANCELLED", "PAID", "PENDING"] {
            let answer = house.send(.patch, target + "/status", #"{"status": "\#(status)"}"#, token: token)
            XCTAssertEqual(answer.status, 200)
            XCTAssertEqual(answer["status"], .string(status))
        }
    }

    func testAStatusThatIsNoneIsNamed() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        for body in [#"{"status": "paid"}"#, #"{"status": null}"#, #"{"status": 1}"#, "{}"] {
            let answer = house.send(.patch, target + "/status", body, token: token)
            XCTAssertEqual(answer.status, 422, body)
            XCTAssertEqual(answer.faults, ["/status"], body)
        }
        let more = house.send(.patch, target + "/status", #"{"status": "PAID", "notes": "x"}"#, token: token)
        XCTAssertEqual(more.faults, ["/notes"])
    }

    func testIfMatchTakesTheStateThatItNames() throws {
        let house = try House()
        let token = house.register()
        let tag = try XCTUnwrap(house.invoice(token).headers[.eTag])
        func change(_ wanted: String) -> Int {
            house.send(.patch, target, #"{"notes": "\#(wanted.count)"}"#, token: token, headers: [.ifMatch: wanted])
                .status
        }
        XCTAssertEqual(change("W/\(tag)"), 412)
        XCTAssertEqual(change("\"other\""), 412)
        XCTAssertEqual(change("\"other\", \(tag)"), 200)
        XCTAssertEqual(change(tag), 412)
        XCTAssertEqual(change("*"), 200)
        XCTAssertEqual(
            house.send(.delete, target, token: token, headers: [.ifMatch: tag]).status, 412)
        XCTAssertEqual(house.send(.delete, target, token: token, headers: [.ifMatch: "*"]).status, 204)
        XCTAssertEqual(house.send(.delete, target, token: token, headers: [.ifMatch: "*"]).status, 404)
    }

    func testIfNoneMatchKeepsAChangeFromTheStateThatItNames() throws {
        let house = try House()
        let token = house.register()
        let tag = try XCTUnwrap(house.invoice(token).headers[.eTag])
        for known in ["*", tag, "W/\(tag)"] {
            let headers: HTTPFields = [.ifNoneMatch: known]
            XCTAssertEqual(house.send(.patch, target, #"{"notes": "n"}"#, token: token, headers: headers).status, 412)
            XCTAssertEqual(house.send(.delete, target, token: token, headers: headers).status, 412)
        }
        let other: HTTPFields = [.ifNoneMatch: "\"other\""]
        XCTAssertEqual(house.send(.patch, target, #"{"notes": "n"}"#, token: token, headers: other).status, 200)
    }

    func testDeletedIsGone() throws {
        let house = try House()
        let token = house.register()
        house.invoice(token)
        let answer = house.send(.delete, target, token: token)
        XCTAssertEqual(answer.status, 204)
        XCTAssertEqual(answer.bytes, [])
        XCTAssertEqual(house.send(.get, target, token: token).status, 404)
        XCTAssertEqual(house.send(.delete, target, token: token).status, 404)
        XCTAssertEqual(house.send(.get, "/api/v1/invoices", token: token).text, "[]")
    }

    func testEveryChangeIsInTheHistory() throws {
        let house = try House()
        let token = house.register()
        let created = house.invoice(token)
        let paid = house.send(.patch, target + "/status", #"{"status": "PAID"}"#, token: token)
        _ = house.send(.patch, target, "{}", token: token)
        let history = try house.store.history(of: 1, in: 1, latest: 10)
        guard case .created(let first)? = history.first?.event else { return XCTFail("\(history)") }
        XCTAssertEqual(InvoiceJSON.bytes(of: first), created.bytes)
        XCTAssertEqual(
            history.dropFirst().map(\.event),
            [.changed([.field(.status, before: .status(.pending), after: .status(.paid))])])
        let last = try history.reduce(nil) { try $1.applied(to: $0) }
        XCTAssertEqual(InvoiceJSON.bytes(of: try XCTUnwrap(last)), paid.bytes)
    }
}
