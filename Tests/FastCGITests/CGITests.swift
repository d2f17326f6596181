import Glibc
import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

final class CGITests: XCTestCase {
    func testAnswersOneRequestFromEnvironmentAndStandardInput() {
        let (isComplete, output) = answer(
            ["REQUEST_METHOD": "POST", "PATH_INFO": "/x", "CONTENT_LENGTH": "3"], input: "abc")
        XCTAssertTrue(isComplete)
        XCTAssertEqual(output, "Status: 200 OK\r\nContent-Length: 13\r\n\r\nPOST /x [abc]")
    }

    func testReadsNoMoreThanTheAnnouncedLength() {
        // The pipe stays open after the body: waiting for its end would block for ever.
        let environment = ["REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": "3"]
        XCTAssertTrue(answer(environment, input: "abcdef").output.hasSuffix("POST / [abc]"))
        XCTAssertTrue(answer(["REQUEST_METHOD": "GET", "PATH_INFO": "/"], input: "abc").output.hasSuffix("GET / []"))
    }

    func testABodyShorterThanAnnouncedIsBroken() {
        let environment = ["REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": "4"]
        XCTAssertTrue(answer(environment, input: "abc", ends: true).output.hasSuffix("POST / [broken]"))
    }

    func testABodyAboveTheLimitIsTooLargeAndNotRead() {
        let environment = ["REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": "101"]
        XCTAssertTrue(answer(environment, input: "").output.hasSuffix("POST / [too large]"))
    }

    func testAMalformedRequestIsRejected() {
        let (isComplete, output) = answer(
            ["REQUEST_METHOD": "GET", "PATH_INFO": "no/slash", "REQUEST_ID": "7"], input: "")
        XCTAssertTrue(isComplete)
        XCTAssertTrue(output.hasPrefix("Status: 400 Bad Request\r\n"))
        XCTAssertTrue(output.hasSuffix("rejected no/slash 7"))
    }

    func testRequestsOfTheHashingLaneAreAnsweredToo() {
        let environment = ["REQUEST_METHOD": "GET", "PATH_INFO": "/slow"]
        XCTAssertTrue(answer(environment, input: "").output.hasSuffix("GET /slow []"))
    }

    func testReportsThatAResponseWasAborted() {
        let responder = TestResponder { _ in Response(.ok, body: .stream { _ in throw CancellationError() }) }
        XCTAssertFalse(answer(["REQUEST_METHOD": "GET"], input: "", responder: responder).isComplete)
    }

    func testAProgramWithoutAGatewayIsNotCGI() {
        XCTAssertNil(getenv("GATEWAY_INTERFACE"))
        XCTAssertFalse(CGI.isCGI)
    }

    private func answer(
        _ environment: [String: String], input: String, ends: Bool = false, responder: TestResponder = TestResponder()
    ) -> (isComplete: Bool, output: String) {
        let incoming = pipe()
        let outgoing = pipe()
        _ = input.withCString { write(incoming.writing, $0, strlen($0)) }
        if ends { close(incoming.writing) }
        let isComplete = CGI.answer(
            with: responder, bodyLimit: 100, random: { [UInt8](repeating: 0, count: $0) },
            variable: { environment[$0].map { Array($0.utf8) } },
            input: incoming.reading, output: outgoing.writing)
        if !ends { close(incoming.writing) }
        close(incoming.reading)
        close(outgoing.writing)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(outgoing.reading, &buffer, buffer.count)
        close(outgoing.reading)
        return (isComplete, String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))
    }

    private func pipe() -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        Glibc.pipe(&ends)
        return (ends[0], ends[1])
    }
}
