import Foundation
import HTTP
import HTTPTypes
@testable import Application
import Ledger
import Primitives
import JSON
import XCTest
import Web

@testable import WebAPI

final class IdempotencyTests: XCTestCase {
    private let body = #"{"customer_name": "A", "items": [{"description": "x", "quantity": 1, "unit_price": 1}]}"#

    private func create(
        _ house: House, _ token: String, key: String, body: String? = nil
    ) -> Answer {
        house.send(.post, "/api/v1/invoices", body ?? self.body, token: token, headers: [.idempotencyKey: key])
    }

    private func count(_ house: House, _ token: String) -> Int {
        house.send(.get, "/api/v1/invoices", token: token).rows.count
    }

    func testTheFirstAnswerIsGivenAgain() throws {
        let house = try House()
        let token = house.register()
        let first = create(house, token, key: "k")
        XCTAssertNil(first.headers[.idempotencyReplayed])
        let second = create(house, token, key: "k")
        XCTAssertEqual(second.status, 201)
        XCTAssertEqual(second.bytes, first.bytes)
        for field in [HTTPField.Name.eTag, .location, .contentType] {
            XCTAssertEqual(second.headers[field], first.headers[field])
        }
        XCTAssertEqual(second.headers[.idempotencyReplayed], "true")
        XCTAssertEqual(count(house, token), 1)
    }

    func testItIsGivenAgainAfterAChangeAndADeletion() throws {
        let house = try House()
        let token = house.register()
        let first = create(house, token, key: "k")
        _ = house.send(.patch, "/api/v1/invoices/1/status", #"{"status": "PAID"}"#, token: token)
        XCTAssertEqual(create(house, token, key: "k").bytes, first.bytes)
        _ = house.send(.delete, "/api/v1/invoices/1", token: token)
        XCTAssertEqual(create(house, token, key: "k").bytes, first.bytes)
        XCTAssertEqual(count(house, token), 0)
    }

    func testAnotherBodyUnderTheSameKeyIsRefused() throws {
        let house = try House()
        let token = house.register()
        _ = create(house, token, key: "k")
        let answer = create(house, token, key: "k", body: body + " ")
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(answer.faults, ["Idempotency-Key"])
        XCTAssertEqual(count(house, token), 1)
    }

    func testAKeyIsForgottenAfterADay() throws {
        let house = try House()
        let token = house.register()
        _ = create(house, token, key: "k")
        house.now = House.start.adding(seconds: 24 * 3600 + 1)
        let again = create(house, house.login("anna"), key: "k")
        XCTAssertEqual(again.status, 201)
        XCTAssertNil(again.headers[.idempotencyReplayed])
    }

    func testEachUserHasKeysOfTheirOwn() throws {
        let house = try House()
        let anna = house.register("anna")
        let ben = house.register("benjamin")
        let first = create(house, anna, key: "k")
        let other = create(house, ben, key: "k")
        XCTAssertEqual(other.status, 201)
        XCTAssertNotEqual(other.id, first.id)
    }

    func testARefusedRequestIsNotRemembered() throws {
        let house = try House()
        let token = house.register()
        XCTAssertEqual(create(house, token, key: "k", body: "{}").status, 422)
        XCTAssertEqual(create(house, token, key: "k").status, 201)
    }

    func testAMalformedKeyIsInvalid() throws {
        let house = try House()
        let token = house.register()
        for key in ["", "a b", "é", String(repeating: "k", count: 256)] {
            XCTAssertEqual(create(house, token, key: key).status, 422, key)
        }
        XCTAssertEqual(create(house, token, key: String(repeating: "k", count: 255)).status, 201)
    }

    func testTheSecondOfTwoAtOnceIsAConflict() throws {
        let keys = RunningRequests()
        try keys.run("k", of: 1) { () throws(DomainError) in
            XCTAssertThrowsError(try keys.run("k", of: 1) { () throws(DomainError) in }) { error in
                guard case DomainError.conflict = error else { return XCTFail("\(error)") }
            }
            XCTAssertNoThrow(try keys.run("k", of: 2) { () throws(DomainError) in })
        }
        XCTAssertNoThrow(try keys.run("k", of: 1) { () throws(DomainError) in })
    }

    func testManyAtOnceMakeOneInvoice() throws {
        let house = try House()
        let token = house.register()
        let service = house.service
        let request = Request(
            method: .post, path: "/api/v1/invoices",
            headers: [
                .authorization: "Bearer \(token)", .contentType: "application/json", .idempotencyKey: "k",
            ], body: .complete(Array(body.utf8)), id: "r")
        let statuses = Statuses()
        DispatchQueue.concurrentPerform(iterations: 20) { _ in statuses.add(service.respond(to: request).status.code) }
        XCTAssertEqual(count(house, token), 1)
        XCTAssert(statuses.all.allSatisfy { $0 == 201 || $0 == 409 }, "\(statuses.all)")
        XCTAssert(statuses.all.contains(201))
    }
}
