import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

final class FastCGIServerTests: XCTestCase {
    func testAnswersManyRequestsOnOneConnection() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        for number in 1...50 {
            client.send("POST", "/\(number)", body: Array("body \(number)".utf8))
            let answer = client.receive()
            XCTAssertTrue(answer.isComplete)
            XCTAssertEqual(answer.status, 200)
            XCTAssertEqual(answer.body, "POST /\(number) [body \(number)]")
        }
    }

    func testClosesAConnectionThatIsNotToBeKeptOpen() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("GET", "/", keep: false)
        XCTAssertEqual(client.receive().body, "GET / []")
        XCTAssertTrue(client.isAtEnd())
    }

    func testAnIdleConnectionOccupiesNoWorker() throws {
        let server = try RunningServer(TestResponder()) { $0.workers = 1 }
        let silent = try server.connect()
        let kept = try server.connect()
        kept.send("GET", "/kept")
        XCTAssertEqual(kept.receive().body, "GET /kept []")
        let other = try server.connect()
        other.send("GET", "/other")
        XCTAssertEqual(other.receive().body, "GET /other []")
        silent.send("GET", "/silent")
        XCTAssertEqual(silent.receive().body, "GET /silent []")
    }

    func testAnswersTwoHundredConnectionsConcurrently() throws {
        let server = try RunningServer(TestResponder())
        let clients = try (0..<200).map { _ in try server.connect() }
        for round in 0..<3 {
            for (number, client) in clients.enumerated() {
                client.send("POST", "/\(round)/\(number)", body: Array("\(number)".utf8))
            }
            for (number, client) in clients.enumerated().reversed() {
                XCTAssertEqual(client.receive().body, "POST /\(round)/\(number) [\(number)]")
            }
        }
    }

    func testALargeResponseBodyArrivesComplete() throws {
        let responder = TestResponder { _ in Response(.ok, body: .bytes([UInt8](repeating: 120, count: 3_000_000))) }
        let server = try RunningServer(responder)
        let client = try server.connect()
        client.send("GET", "/")
        XCTAssertEqual(client.receive().body.utf8.count, 3_000_000)
    }

    func testTheResponseToHeadHasALengthAndNoBody() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("HEAD", "/abc")
        let answer = client.receive()
        XCTAssertTrue(answer.output.contains("Content-Length: 12\r\n"))
        XCTAssertEqual(answer.body, "")
        XCTAssertTrue(answer.isComplete)
    }

    // MARK: Bodies

    func testNoPartOfAnUnreadBodyIsParsedAsTheNextRequest() throws {
        let forged =
            FastCGIClient.begin()
            + FastCGIClient.parameters([("REQUEST_METHOD", "DELETE"), ("DOCUMENT_URI", "/forged")])
            + FastCGIClient.input([])
        let paths = Recorder<String>()
        let server = try RunningServer(
            TestResponder { request in
                paths.append(request.path)
                return TestResponder.echo(request)
            })
        let client = try server.connect()
        let body = Array(repeating: forged, count: 200).flatMap { $0 }
        for (length, answer) in [
            (String(body.count), "too large"), ("10", "too large"), ("abc", "broken"), ("", "too large"),
        ] {
            client.send("GET", "/first", [("CONTENT_LENGTH", length)], body: body)
            XCTAssertEqual(client.receive().body, "GET /first [\(answer)]")
            client.send("GET", "/second")
            XCTAssertEqual(client.receive().body, "GET /second []")
        }
        server.end()
        XCTAssertEqual(paths.values, (0..<4).flatMap { _ in ["/first", "/second"] })
    }

    func testATooLongBodyIsAnsweredAndTheConnectionKeptOpen() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("POST", "/", body: [UInt8](repeating: 1, count: 1001))
        XCTAssertEqual(client.receive().body, "POST / [too large]")
        client.send("POST", "/", body: [UInt8](repeating: 65, count: 1000))
        XCTAssertEqual(client.receive().body, "POST / [\(String(repeating: "A", count: 1000))]")
    }

    func testABodyWithoutEndIsAnsweredAndTheConnectionClosed() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        let head = FastCGIClient.parameters([("REQUEST_METHOD", "POST"), ("DOCUMENT_URI", "/")])
        XCTAssertTrue(client.send(FastCGIClient.begin() + head))
        let piece = FastCGIClient.record(5, [UInt8](repeating: 0, count: 65_535))
        var sent = 0
        while sent < 4 * BodyReader.drainAllowance, client.send(piece) { sent += piece.count }
        XCTAssertGreaterThan(sent, BodyReader.drainAllowance / 2)
        XCTAssertLessThan(sent, 2 * BodyReader.drainAllowance)
        XCTAssertEqual(client.receive().body, "POST / [too large]")
        XCTAssertTrue(client.isAtEnd())
    }

    func testABodyShorterThanAnnouncedIsBroken() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("POST", "/", [("CONTENT_LENGTH", "10")], body: [65, 66])
        XCTAssertEqual(client.receive().body, "POST / [broken]")
    }

    func testAnAnnouncedLengthAboveTheLimitIsTooLargeWithoutABody() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("POST", "/", [("CONTENT_LENGTH", "1" + String(repeating: "0", count: 30))])
        XCTAssertEqual(client.receive().body, "POST / [too large]")
    }

    func testAPipelinedRequestIsNotAnsweredAndTheConnectionClosed() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        let requests = ["/first", "/second"].map { path in
            FastCGIClient.begin() + FastCGIClient.parameters([("REQUEST_METHOD", "GET"), ("DOCUMENT_URI", path)])
                + FastCGIClient.input([])
        }
        client.send(requests[0] + requests[1])
        XCTAssertEqual(client.receive().body, "GET /first []")
        XCTAssertTrue(client.isAtEnd())
    }

    // MARK: Malformed requests

    func testAMalformedHeadIsRejectedAndTheConnectionKeptOpen() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("GET", "/a\nb", [("REQUEST_ID", "id1")], body: [1, 2, 3])
        let answer = client.receive()
        XCTAssertEqual(answer.status, 400)
        XCTAssertEqual(answer.body, "rejected /a\u{FFFD}b id1")
        client.send("G T", "/x", [("HTTP_COOKIE", "a\u{1}")])
        XCTAssertEqual(client.receive().body, "rejected /x \(String(repeating: "ab", count: 16))")
        client.send("HEAD", "relative")
        let bodiless = client.receive()
        XCTAssertEqual(bodiless.status, 400)
        XCTAssertEqual(bodiless.body, "")
        client.send("GET", "/next")
        XCTAssertEqual(client.receive().body, "GET /next []")
    }

    func testConnectionsWithOtherProtocolsAndRolesAreClosed() throws {
        let server = try RunningServer(TestResponder()) { $0.workers = 1 }
        let head = FastCGIClient.parameters([("REQUEST_METHOD", "GET"), ("DOCUMENT_URI", "/")])
        let starts: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), FastCGIClient.begin(role: 3) + head + FastCGIClient.input([]),
            FastCGIClient.begin(role: 9), FastCGIClient.begin() + FastCGIClient.record(5, []),
            FastCGIClient.begin() + FastCGIClient.record(4, [5, 5, 65]) + FastCGIClient.record(4, []),
        ]
        for bytes in starts {
            let client = try server.connect()
            client.send(bytes)
            XCTAssertTrue(client.isAtEnd(), "\(bytes)")
        }
        let client = try server.connect()
        client.send("GET", "/next")
        XCTAssertEqual(client.receive().body, "GET /next []")
    }

    func testAnAbortedRequestIsNotAnswered() throws {
        let paths = Recorder<String>()
        let responder = TestResponder { request in
            paths.append(request.path)
            return TestResponder.echo(request)
        }
        let server = try RunningServer(responder)
        let client = try server.connect()
        let head = [("REQUEST_METHOD", "POST"), ("DOCUMENT_URI", "/"), ("CONTENT_LENGTH", "4")]
        client.send(FastCGIClient.begin() + FastCGIClient.parameters(head) + FastCGIClient.record(5, [1, 2]))
        client.send(FastCGIClient.record(2, []))
        XCTAssertTrue(client.isAtEnd())
        server.end()
        XCTAssertEqual(paths.values, [])
    }
}
