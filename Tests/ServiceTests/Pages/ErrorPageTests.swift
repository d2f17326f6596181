import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web
import XCTest

@testable import WebPages

/// Errors on pages are pages in the same layout.
final class ErrorPageTests: XCTestCase {
    private func assertPage(_ answer: Answer, _ status: Int, file: StaticString = #filePath, line: UInt = #line) {
        XCTAssertEqual(answer.status, status, file: file, line: line)
        XCTAssertEqual(answer.headers[.contentType], "text/html; charset=utf-8", file: file, line: line)
        XCTAssertEqual(answer.headers[.requestID], "request-1", file: file, line: line)
        XCTAssertTrue(answer.text.hasPrefix("<!doctype html>"), file: file, line: line)
        XCTAssertTrue(answer.words.contains("Error \(status)"), answer.words, file: file, line: line)
        XCTAssertTrue(answer.words.contains("request id: request-1"), file: file, line: line)
        XCTAssertEqual(answer.text.components("<h1>"), 1, file: file, line: line)
    }

    func testEachStatusSaysWhatHappenedAndWhatToDo() throws {
        let house = try House()
        let browser = try Browser.registered(in: house)
        let session: HTTPFields = [.cookie: "session=\(try XCTUnwrap(browser.cookies["session"]))"]
        assertPage(browser.get("/invoices?a=%zz"), 400)
        assertPage(browser.post("/settings", [:]), 403)
        assertPage(browser.get("/nothing"), 404)
        assertPage(browser.get("/invoice/7"), 404)
        let method = house.send(.delete, "/settings", headers: session)
        assertPage(method, 405)
        XCTAssertEqual(method.headers[.allow], "GET, HEAD, POST, OPTIONS")
        XCTAssertTrue(method.words.contains("Begin at the overview"))
        var request = Request(method: .post, path: "/create", headers: session, body: .tooLarge, id: "request-1")
        assertPage(house.send(request), 413)
        request.body = .broken
        assertPage(house.send(request), 400)
        assertPage(house.send(.post, "/create", "{}", headers: session), 415)
        assertPage(browser.get("/invoices.csv?limit=1&min_amount=x"), 422)
        assertPage(Answer(house.service.refuse(Request(method: .post, path: "/login", id: "request-1"))), 503)
        assertPage(Answer(house.service.reject(.badRequest, path: "", requestID: "request-1")), 400)
    }

    func testErrorsOfTheAPIStayProblemDocuments() throws {
        let house = try House()
        for path in ["/api/v1/nothing", "/api", "/health"] {
            let answer = house.send(.delete, path)
            XCTAssertEqual(answer.headers[.contentType], "application/problem+json", path)
        }
        let refused = Answer(house.service.refuse(Request(method: .post, path: "/api/v1/auth/login")))
        XCTAssertEqual(refused.headers[.contentType], "application/problem+json")
    }

    func testAnUnknownPageKeepsTheNavigationOfWhoIsSignedIn() throws {
        let browser = try Browser.registered(in: try House())
        let page = browser.get("/nothing")
        XCTAssertTrue(page.text.contains("aria-label=\"Main\""))
        XCTAssertTrue(page.words.contains("To the overview"))
        XCTAssertEqual(try browser.post(page.form("/logout")).status, 303)
        XCTAssertTrue(browser.get("/nothing").words.contains("To the sign-in page"))
    }

    func testABusyServiceSaysWhenToComeBack() throws {
        let house = try House()
        let answer = Answer(house.service.refuse(Request(method: .post, path: "/login", id: "request-1")))
        XCTAssertEqual(answer.headers[.retryAfter], "1")
        XCTAssertTrue(answer.words.contains("Wait a moment and try again."))
    }

    func testEveryErrorHasWordsOfItsOwn() {
        var seen: Set<String> = []
        for code in [400, 403, 404, 405, 413, 422, 429, 500, 503] {
            let view = ErrorView(status: .init(code: code), detail: "", requestID: "", isSignedIn: false)
            let heading = view.child(named: "heading") as? String ?? ""
            XCTAssertTrue(seen.insert(heading).inserted, heading)
            XCTAssertFalse((view.child(named: "advice") as? String ?? "").isEmpty)
            XCTAssertNil(view.child(named: "request_id"), "an empty one is none")
        }
    }
}
