import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import XCTest

/// The contract's order: path, method, credentials, size, type, syntax, invoice, content, preconditions.
final class OrderOfChecksTests: XCTestCase {
    private let tooLarge = Request.Body.tooLarge

    func testUnknownPathComesBeforeEverything() throws {
        let house = try House()
        XCTAssertEqual(house.send(Request(method: .put, path: "/api/v1/nothing", body: tooLarge)).status, 404)
    }

    func testUnknownMethodComesBeforeCredentials() throws {
        let house = try House()
        let answer = house.send(Request(method: .put, path: "/api/v1/invoices", body: tooLarge))
        XCTAssertEqual(answer.status, 405)
        XCTAssertEqual(answer.headers[.allow], "GET, HEAD, POST, OPTIONS")
    }

    func testCredentialsComeBeforeSize() throws {
        let house = try House()
        let answer = house.send(Request(method: .post, path: "/api/v1/invoices", body: tooLarge))
        XCTAssertEqual(answer.status, 401)
        XCTAssertEqual(answer.headers[.wwwAuthenticate], "Bearer")
    }

    func testSizeComesBeforeType() throws {
        let house = try House()
        let request = Request(
            method: .post, path: "/api/v1/invoices", headers: [.authorization: "Bearer \(house.register())"],
            body: tooLarge)
        XCTAssertEqual(house.send(request).status, 413)
    }

    func testTypeComesBeforeSyntax() throws {
        let house = try House()
        let answer = house.send(
            .post, "/api/v1/invoices", "{", token: house.register(), headers: [.contentType: "text/plain"])
        XCTAssertEqual(answer.status, 415)
    }

    func testSyntaxComesBeforeTheInvoice() throws {
        let house = try House()
        XCTAssertEqual(house.send(.patch, "/api/v1/invoices/99", "{", token: house.register()).status, 400)
    }

    func testTheInvoiceComesBeforeContent() throws {
        let house = try House()
        let token = house.register()
        for target in ["/api/v1/invoices/99", "/api/v1/invoices/99?unknown=1", "/api/v1/invoices/99/status"] {
            XCTAssertEqual(house.send(.patch, target, #"["no object"]"#, token: token).status, 404, target)
        }
        XCTAssertEqual(house.send(.get, "/api/v1/invoices/99?fields=nonsense", token: token).status, 404)
        XCTAssertEqual(house.send(.delete, "/api/v1/invoices/99?unknown=1", token: token).status, 404)
    }

    func testContentComesBeforePreconditions() throws {
        let house = try House()
        let token = house.register()
        let id = house.invoice(token).id
        let stale: HTTPFields = [.ifMatch: "\"stale\""]
        let target = "/api/v1/invoices/\(id)"
        XCTAssertEqual(house.send(.patch, target, #"{"status": "LOST"}"#, token: token, headers: stale).status, 422)
        XCTAssertEqual(house.send(.patch, target, #"{"status": "PAID"}"#, token: token, headers: stale).status, 412)
        XCTAssertEqual(house.send(.delete, target + "?x=1", token: token, headers: stale).status, 422)
        XCTAssertEqual(house.send(.delete, target, token: token, headers: stale).status, 412)
    }
}
