import Accounts
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Logging
import XCTest

final class GeneralTests: XCTestCase {
    func testAProblemDocumentSaysWhatAPersonNeeds() throws {
        let answer = try House().send(.get, "/api/v1/nothing")
        XCTAssertEqual(answer.headers[.contentType], "application/problem+json")
        XCTAssertEqual(answer["status"], .number("404"))
        XCTAssertEqual(answer["title"], .string("Not Found"))
        XCTAssertEqual(answer["type"], .string("about:blank"))
        XCTAssertEqual(answer["request_id"], .string("request-1"))
        XCTAssertEqual(answer["detail"], .string("There is nothing at this address."))
    }

    func testErrorsElsewhereArePages() throws {
        let answer = try House().send(.get, "/nothing")
        XCTAssertEqual(answer.status, 404)
        XCTAssertEqual(answer.headers[.contentType], "text/html; charset=utf-8")
        XCTAssert(answer.text.contains("request-1"))
    }

    func testEveryAnswerCarriesTheRequestIDAndIsNotStored() throws {
        let house = try House()
        for target in ["/health", "/api/v1/invoices", "/api/v1/nothing"] {
            let answer = house.send(.get, target)
            XCTAssertEqual(answer.headers[.requestID], "request-1", target)
            XCTAssertEqual(answer.headers[.cacheControl], "no-store", target)
        }
    }

    func testTheLogLineCarriesTheRequestAndNothingPersonal() throws {
        let house = try House()
        let token = house.register()
        _ = house.send(.get, "/api/v1/invoices?customer_name=secretive", token: token)
        let line = try XCTUnwrap(house.log.lines.last)
        XCTAssertEqual(line.metadata["id"], "request-1")
        XCTAssertEqual(line.metadata["method"], "GET")
        XCTAssertEqual(line.metadata["path"], "/api/v1/invoices")
        XCTAssertEqual(line.metadata["status"], "200")
        XCTAssertEqual(line.metadata["bytes"], "2")
        XCTAssertEqual(line.metadata["user"], "1")
        XCTAssertNotNil(line.metadata["ms"])
        let all = house.log.lines.map { "\($0.message) \($0.metadata)" }.joined()
        for secret in ["secretive", token, "a good password", "anna@example.com"] {
            XCTAssertFalse(all.contains(secret), secret)
        }
    }

    func testHeadIsAnsweredWhereGetIs() throws {
        let house = try House()
        let token = house.register()
        XCTAssertEqual(house.send(.head, "/health").status, 200)
        XCTAssertEqual(house.send(.head, "/api/v1/invoices", token: token).status, 200)
        XCTAssertEqual(house.send(.head, "/api/v1/auth/login").status, 405)
    }

    func testOptionsSayWhatIsAllowed() throws {
        let house = try House()
        for (target, allow) in [
            "/health": "GET, HEAD, OPTIONS",
            "/api/v1/auth/login": "POST, OPTIONS",
            "/api/v1/invoices": "GET, HEAD, POST, OPTIONS",
            "/api/v1/invoices/7": "GET, HEAD, PATCH, DELETE, OPTIONS",
            "/api/v1/invoices/7/status": "PATCH, OPTIONS",
        ] {
            let answer = house.send(.options, target)
            XCTAssertEqual(answer.status, 204, target)
            XCTAssertEqual(answer.headers[.allow], allow, target)
        }
    }

    func testATrailingSlashLeadsToThePathWithoutIt() throws {
        let house = try House()
        let answer = house.send(.get, "/api/v1/invoices/?limit=5&status=PAID")
        XCTAssertEqual(answer.status, 308)
        XCTAssertEqual(answer.headers[.location], "/api/v1/invoices?limit=5&status=PAID")
        XCTAssertEqual(house.send(.patch, "/api/v1/invoices/7/").headers[.location], "/api/v1/invoices/7")
        XCTAssertEqual(house.send(.get, "/nothing/").status, 404)
    }

    func testAMarkThatIsOneCharacterWithASlashHidesNoSlash() throws {
        let house = try House()
        // U+FE05 joins what stands before it, U+0600 what stands behind it.
        let answer = house.send(.get, "/api/\u{FE05}")
        XCTAssertEqual(answer.status, 404)
        XCTAssertEqual(answer.headers[.contentType], "application/problem+json")
        XCTAssertEqual(house.send(.get, "/api/v1/invoices/\u{FE05}").status, 401)
        XCTAssertEqual(house.send(.get, "/search\u{0600}/").status, 404)
    }

    func testUnknownAndRepeatedParametersAreNamed() throws {
        let house = try House()
        let token = house.register()
        let answer = house.send(
            .get, "/api/v1/invoices?x=1&limit=1&limit=2&y=&x=2&status=PAID&status=PENDING", token: token)
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(Set(answer.faults), ["x", "y", "limit"])
        for target in ["/api/v1/auth/me?x=1", "/api/v1/invoices/find?invoice_number=a&x=1"] {
            XCTAssert([404, 422].contains(house.send(.get, target, token: token).status), target)
        }
    }

    func testAnEmptyValueCountsAsAbsent() throws {
        let house = try House()
        let token = house.register()
        let names =
            "skip limit cursor fields status created_after created_before due_after due_before customer_name"
            + " customer_email min_amount max_amount sort_by sort_order"
        let query = names.split(separator: " ").map { "\($0)=" }.joined(separator: "&")
        XCTAssertEqual(house.send(.get, "/api/v1/invoices?\(query)", token: token).status, 200)
    }

    func testABrokenQueryIsMalformed() throws {
        let house = try House()
        let token = house.register()
        for query in ["customer_name=%FF", "customer_name=%2", "customer_name=%zz"] {
            XCTAssertEqual(house.send(.get, "/api/v1/invoices?\(query)", token: token).status, 400, query)
        }
        XCTAssertEqual(house.send(.get, "/api/v1/invoices?customer_name=%00", token: token).status, 422)
    }

    func testBodiesThatAreNotJSONAreMalformed() throws {
        let house = try House()
        let token = house.register()
        let deep = String(repeating: "[", count: 10_000)
        for body in ["", "{", "nonsense", "\u{FEFF}{}", #"{"a": 1, "a": 2}"#, deep, #"{"a": "\ud800"}"#, "{} {}"] {
            XCTAssertEqual(
                house.send(.post, "/api/v1/invoices", body, token: token).status, 400, String(body.prefix(20)))
        }
        let nested = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
        XCTAssertEqual(house.send(.post, "/api/v1/invoices", nested, token: token).status, 400)
    }

    func testABodyShorterThanAnnouncedIsMalformed() throws {
        let house = try House()
        let request = Request(
            method: .post, path: "/api/v1/invoices", headers: [.authorization: "Bearer \(house.register())"],
            body: .broken)
        XCTAssertEqual(house.send(request).status, 400)
    }

    func testJSONThatIsNoObjectIsInvalidAtTheWholeBody() throws {
        let house = try House()
        let token = house.register()
        for body in ["[]", "1", "null", #""text""#, "true"] {
            let answer = house.send(.post, "/api/v1/invoices", body, token: token)
            XCTAssertEqual(answer.status, 422, body)
            XCTAssertEqual(answer.faults, [""], body)
        }
    }

    func testABodyNeedsItsContentType() throws {
        let house = try House()
        let token = house.register()
        func status(_ type: String?, _ body: String = "{}") -> Int {
            var headers: HTTPFields = [.authorization: "Bearer \(token)"]
            headers[.contentType] = type
            return house.send(
                Request(method: .post, path: "/api/v1/invoices", headers: headers, body: .complete(Array(body.utf8)))
            ).status
        }
        XCTAssertEqual(status(nil), 415)
        XCTAssertEqual(status("text/plain"), 415)
        XCTAssertEqual(status("application/json; charset=latin1"), 415)
        XCTAssertEqual(status("application/merge-patch+json"), 415)
        XCTAssertEqual(status("application/json"), 422)
        XCTAssertEqual(status("Application/JSON; Charset=\"UTF-8\""), 422)
    }

    func testAnEncodedBodyIsNotTaken() throws {
        let house = try House()
        let token = house.register()
        for (encoding, status) in [("gzip", 415), ("br", 415), ("Identity", 422)] {
            let answer = house.send(
                .post, "/api/v1/invoices", "{}", token: token, headers: [.contentEncoding: encoding])
            XCTAssertEqual(answer.status, status, encoding)
        }
    }

    func testUnknownMembersAreNamedWithThePlaceEscaped() throws {
        let house = try House()
        let answer = house.send(
            .post, "/api/v1/invoices", #"{"a/b~c": 1, "items": [{"x": 1}], "customer_name": 5}"#,
            token: house.register())
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(
            Set(answer.faults),
            [
                "/a~1b~0c", "/items/0/x", "/items/0/description", "/items/0/quantity", "/items/0/unit_price",
                "/customer_name",
            ])
    }
}
