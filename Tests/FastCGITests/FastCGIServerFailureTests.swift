import Foundation
import Glibc
import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

/// Streams that fail, clients that disconnect, descriptors that run out.
final class FastCGIServerFailureTests: XCTestCase {
    func testAFailedStreamIsAborted() throws {
        let responder = TestResponder { _ in
            Response(
                .ok,
                body: .stream { write in
                    try write([UInt8](repeating: 65, count: 20_000))
                    throw CancellationError()
                })
        }
        let logged = Recorder<String>()
        let server = try RunningServer(responder, log: { logged.append($0) })
        let client = try server.connect()
        client.send("GET", "/")
        let answer = client.receive()
        XCTAssertFalse(answer.isComplete)
        XCTAssertTrue(client.isAtEnd())
        server.end()
        XCTAssertEqual(logged.values, ["A response was aborted: CancellationError()"])
    }

    func testReportsHowManyBytesOfTheBodyWereSent() throws {
        let counts = Recorder<Int>()
        let responder = TestResponder { request in
            var response = Response(.ok, body: .bytes([1, 2, 3]))
            if request.path == "/stream" { response.body = .stream { try $0([1, 2, 3, 4]) } }
            response.onSent = { counts.append($0) }
            return response
        }
        let server = try RunningServer(responder) { $0.workers = 1 }
        let client = try server.connect()
        for (method, path) in [("GET", "/"), ("HEAD", "/"), ("GET", "/stream")] {
            client.send(method, path)
            XCTAssertTrue(client.receive().isComplete)
        }
        server.end()
        XCTAssertEqual(counts.values, [3, 0, 4])
    }

    func testSurvivesClientsThatDisconnectAtAnyMoment() throws {
        let before = try openDescriptors()
        let responder = TestResponder { _ in
            Response(
                .ok, body: .stream { write in for _ in 0..<100 { try write([UInt8](repeating: 0, count: 50_000)) } })
        }
        var server: RunningServer? = try RunningServer(responder)
        let head = FastCGIClient.parameters([
            ("REQUEST_METHOD", "POST"), ("DOCUMENT_URI", "/"), ("CONTENT_LENGTH", "9"),
        ])
        let whole = FastCGIClient.begin() + head + FastCGIClient.input(Array("ninebytes".utf8))
        for length in stride(from: 0, through: whole.count, by: 3) {
            let client = try XCTUnwrap(server).connect()
            client.send(Array(whole.prefix(length)))
            client.close()
        }
        let client = try XCTUnwrap(server).connect()
        client.send(whole)
        XCTAssertEqual(client.receive().body.utf8.count, 5_000_000)
        client.close()
        server = nil
        XCTAssertEqual(try openDescriptors(), before)
    }

    func testAcceptsAgainOnceDescriptorsAreAvailable() throws {
        let exhausted = DispatchSemaphore(value: 0)
        let server = try RunningServer(TestResponder(), log: { _ in exhausted.signal() })
        let first = try server.connect()
        first.send("GET", "/first")
        XCTAssertTrue(first.receive().isComplete)

        let client = FastCGIClient(socket: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        var lowered = limit
        lowered.rlim_cur = rlim_t(client.socket) + 1
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &lowered)
        var fillers: [Int32] = []
        while case let filler = dup(client.socket), filler >= 0 { fillers.append(filler) }
        try client.connect(to: server.path)
        exhausted.wait()
        first.send("GET", "/meanwhile")
        XCTAssertEqual(first.receive().body, "GET /meanwhile []")
        fillers.forEach { close($0) }
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        client.send("GET", "/second")
        XCTAssertEqual(client.receive().body, "GET /second []")
    }

    private func openDescriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
