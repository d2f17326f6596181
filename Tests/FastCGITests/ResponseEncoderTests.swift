import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

final class ResponseEncoderTests: XCTestCase {
    private struct Fault: Error {}

    func testWritesStatusFieldsLengthAndBody() {
        let response = Response(.created, headers: [.contentType: "text/plain"], body: .bytes(Array("hello".utf8)))
        let sent = send(response)
        XCTAssertEqual(sent.text, "Status: 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")
        XCTAssertEqual(sent.bodyBytes, 5)
        XCTAssertNil(sent.error)
    }

    func testWritesRepeatedFieldsOnTheirOwnLines() {
        var response = Response(.ok)
        response.headers.append(HTTPField(name: .setCookie, value: "a=1"))
        response.headers.append(HTTPField(name: .setCookie, value: "b=2"))
        let expected = "Status: 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
        XCTAssertEqual(send(response).text, expected)
    }

    func testTheResponseToHeadHasTheSameFieldsAndNoBody() {
        let response = Response(.ok, headers: [.eTag: "\"1\""], body: .bytes(Array("hello".utf8)))
        let sent = send(response, isHead: true)
        XCTAssertEqual(sent.text + "hello", send(response).text)
        XCTAssertEqual(sent.bodyBytes, 0)
    }

    func testAStreamIsNotProducedForHead() {
        let response = Response(
            .ok,
            body: .stream { _ in
                XCTFail("its bytes are not needed")
            })
        XCTAssertEqual(send(response, isHead: true).text, "Status: 200 OK\r\n\r\n")
    }

    func testNoContentAndNotModifiedHaveNeitherLengthNorBody() {
        for status: HTTPResponse.Status in [.noContent, .notModified] {
            let sent = send(Response(status, body: .bytes([1, 2, 3])))
            XCTAssertEqual(sent.text, "Status: \(status.code) \(status.reasonPhrase)\r\n\r\n")
        }
    }

    func testTheEncoderSetsTheLength() {
        let response = Response(.ok, headers: [.contentLength: "99"], body: .bytes([65]))
        XCTAssertEqual(send(response).text, "Status: 200 OK\r\nContent-Length: 1\r\n\r\nA")
    }

    func testWritesAStreamInItsPieces() {
        let response = Response(
            .ok,
            body: .stream { write in
                try write([65, 66])
                try write([67])
            })
        let sent = send(response)
        XCTAssertEqual(sent.pieces.dropFirst(), ["AB", "C"])
        XCTAssertEqual(sent.bodyBytes, 3)
        XCTAssertFalse(sent.text.contains("Content-Length"))
    }

    func testAStreamThatThrowsIsAborted() {
        let response = Response(
            .ok,
            body: .stream { write in
                try write([65, 66])
                throw Fault()
            })
        let sent = send(response)
        XCTAssertTrue(sent.error is Fault)
        XCTAssertEqual(sent.bodyBytes, 2)
    }

    func testAStreamEndsWhenTheClientHasDisconnected() {
        let response = Response(
            .ok,
            body: .stream { write in
                try write([65])
                XCTFail("continued without a client")
            })
        XCTAssertTrue(send(response, accepting: 1).error is ResponseEncoder.ClientDisconnected)
    }

    func testADisconnectedClientAbortsTheResponse() {
        let response = Response(.ok, body: .bytes([65]))
        for pieces in 0...1 {
            let sent = send(response, accepting: pieces)
            XCTAssertTrue(sent.error is ResponseEncoder.ClientDisconnected)
            XCTAssertEqual(sent.bodyBytes, 0)
        }
    }

    func testNoFieldValueCanStartAnotherLine() {
        let value = "a\r\nSet-Cookie: b\0c"
        let lenient = HTTPField(name: .link, lenientValue: Array(value.utf8))
        for field in [HTTPField(name: .link, value: value), lenient] {
            var response = Response(.noContent)
            response.headers.append(field)
            XCTAssertEqual(send(response).text.split(separator: "\r\n").count, 2)
        }
    }

    func testOneEncoderWritesManyResponses() {
        var encoder = ResponseEncoder()
        for _ in 0..<2 {
            var text = ""
            _ = encoder.send(Response(.noContent), isHead: false) {
                text += String(decoding: $0, as: UTF8.self)
                return true
            }
            XCTAssertEqual(text, "Status: 204 No Content\r\n\r\n")
        }
    }

    private struct Sent {
        var pieces: [String] = []
        var error: (any Error)?
        var bodyBytes = 0
        var text: String { pieces.joined() }
    }

    /// - Parameter limit: How many pieces are accepted before the client disconnects.
    private func send(_ response: Response, isHead: Bool = false, accepting limit: Int = .max) -> Sent {
        var encoder = ResponseEncoder()
        var sent = Sent()
        let (outcome, bodyBytes) = encoder.send(response, isHead: isHead) { piece in
            guard sent.pieces.count < limit else { return false }
            sent.pieces.append(String(decoding: piece, as: UTF8.self))
            return true
        }
        sent.bodyBytes = bodyBytes
        if case .aborted(let error) = outcome { sent.error = error }
        return sent
    }
}
