import HTTP
import HTTPTypes
import JSON
import XCTest

final class ProblemDocumentTests: XCTestCase {
    func testWritesTheMembersOfTheContract() {
        let problem = ProblemDocument(.notFound, detail: "There is no such invoice.", requestID: "r1")
        XCTAssertEqual(
            text(problem),
            #"{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no such invoice.","#
                + #""request_id":"r1"}"#)
    }

    func testWritesEveryFaultWithItsPlace() {
        let problem = ProblemDocument(
            .unprocessableContent, detail: "Two \"faults\".", requestID: "r2",
            errors: [
                .init(.pointer, "/items/0/quantity", detail: "is required"),
                .init(.parameter, "limit", detail: "must be from 1 to 1000"),
                .init(.header, "Idempotency-Key", detail: "is too long"),
            ])
        XCTAssertEqual(
            text(problem),
            #"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Two \"faults\".","#
                + #""request_id":"r2","errors":[{"pointer":"/items/0/quantity","detail":"is required"},"#
                + #"{"parameter":"limit","detail":"must be from 1 to 1000"},"#
                + #"{"header":"Idempotency-Key","detail":"is too long"}]}"#)
    }

    func testWritesExtensionMembersLast() {
        var problem = ProblemDocument(.unauthorized, detail: "No.", requestID: "r3")
        problem.type = "https://example.com/problems/grant"
        problem.title = "Refused"
        problem.extensions = [.init("error", .string("invalid_grant")), .init("retry", .bool(false))]
        XCTAssertEqual(
            text(problem),
            #"{"type":"https://example.com/problems/grant","title":"Refused","status":401,"detail":"No.","#
                + #""request_id":"r3","error":"invalid_grant","retry":false}"#)
    }

    func testEscapesTheDetail() throws {
        let detail = "quote \" backslash \\ newline \n NUL \0 é \u{2028}"
        let problem = ProblemDocument(.badRequest, detail: detail, requestID: "r4")
        guard case .object(let object) = try JSONValue(parsing: problem.write()) else { return XCTFail("no object") }
        XCTAssertEqual(object["detail"], .string(detail))
    }

    func testTakesItsTitleFromTheStatus() {
        let status = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        XCTAssertEqual(ProblemDocument(status, detail: "", requestID: "").title, "Insufficient Storage")
    }

    private func text(_ problem: ProblemDocument) -> String {
        String(decoding: problem.write(), as: UTF8.self)
    }
}
