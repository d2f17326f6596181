import Foundation
import Glibc
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

    func testClosesAConnectionThatIsNotToBeKept() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("GET", "/", keep: false)
        XCTAssertEqual(client.receive().body, "GET / []")
        XCTAssertTrue(client.isAtEnd())
    }

    func testAnIdleConnectionHoldsNoWorker() throws {
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

    func testAnswersTwoHundredConnectionsAtOnce() throws {
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

    func testALargeBodyOfAnAnswerArrivesWhole() throws {
        let responder = TestResponder { _ in Response(.ok, body: .bytes([UInt8](repeating: 120, count: 3_000_000))) }
        let server = try RunningServer(responder)
        let client = try server.connect()
        client.send("GET", "/")
        XCTAssertEqual(client.receive().body.utf8.count, 3_000_000)
    }

    func testTheAnswerToHeadHasALengthAndNoBody() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("HEAD", "/abc")
        let answer = client.receive()
        XCTAssertTrue(answer.output.contains("Content-Length: 12\r\n"))
        XCTAssertEqual(answer.body, "")
        XCTAssertTrue(answer.isComplete)
    }

    // MARK: Bodies

    func testNothingOfAnUnwantedBodyIsReadAsTheNextRequest() throws {
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

    func testATooLongBodyIsAnsweredAndTheConnectionKept() throws {
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

    func testAnAnnouncementAboveTheLimitIsTooLargeWithoutABody() throws {
        let server = try RunningServer(TestResponder())
        let client = try server.connect()
        client.send("POST", "/", [("CONTENT_LENGTH", "1" + String(repeating: "0", count: 30))])
        XCTAssertEqual(client.receive().body, "POST / [too large]")
    }

    // MARK: Malformed requests

    func testAMalformedHeadIsRejectedAndTheConnectionKept() throws {
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

    func testOtherProtocolsAndRolesAreClosed() throws {
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

    // MARK: Streams and clients that go

    func testAStreamThatFailsIsCutWithoutItsEnd() throws {
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
        XCTAssertEqual(logged.values, ["A response was cut short: CancellationError()"])
    }

    func testTellsHowManyBytesOfTheBodyWereSent() throws {
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

    func testOutlivesClientsThatGoAtAnyMoment() throws {
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

    func testGoesOnAcceptingOnceThereAreDescriptorsAgain() throws {
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

    // MARK: Lanes

    func testSlowRequestsLeaveTheWorkersFree() throws {
        let gate = Gate()
        let responder = TestResponder { request in
            if request.path.hasPrefix("/slow") { gate.pass() }
            return TestResponder.echo(request)
        }
        let server = try RunningServer(responder) { ($0.workers, $0.hashingThreads) = (1, 1) }
        let slow = try server.connect()
        let quick = try server.connect()
        slow.send("POST", "/slow", body: [65])
        gate.waitForArrival()
        quick.send("GET", "/quick")
        XCTAssertEqual(quick.receive().body, "GET /quick []")
        gate.open()
        XCTAssertEqual(slow.receive().body, "POST /slow [A]")
        slow.send("GET", "/again")
        XCTAssertEqual(slow.receive().body, "GET /again []")
    }

    func testRefusesWhatDoesNotFitIntoTheQueue() throws {
        let gate = Gate()
        let responder = TestResponder { request in
            gate.pass()
            return TestResponder.echo(request)
        }
        let server = try RunningServer(responder) { ($0.hashingThreads, $0.hashingQueue) = (1, 1) }
        let running = try server.connect()
        running.send("GET", "/slow")
        gate.waitForArrival()
        let others = [try server.connect(), try server.connect()]
        for client in others { client.send("GET", "/slow") }
        // One of the two waits in the queue; which one is for the workers to find out.
        var readable = others.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        XCTAssertEqual(poll(&readable, 2, 20_000), 1)
        let refused = readable[0].revents != 0 ? 0 : 1
        let refusal = others[refused].receive()
        XCTAssertEqual(refusal.status, 503)
        XCTAssertTrue(refusal.output.contains("Retry-After: 1\r\n"))
        gate.open()
        XCTAssertEqual(running.receive().body, "GET /slow []")
        XCTAssertEqual(others[1 - refused].receive().body, "GET /slow []")
    }

    // MARK: The end

    func testStopFinishesWhatRunsAndBeginsNothing() throws {
        let gate = Gate()
        let responder = TestResponder { request in
            if request.path == "/running" { gate.pass() }
            return TestResponder.echo(request)
        }
        let server = try RunningServer(responder) { $0.workers = 1 }
        let idle = try server.connect()
        idle.send("GET", "/idle")
        XCTAssertTrue(idle.receive().isComplete)
        let running = try server.connect()
        running.send("GET", "/running")
        gate.waitForArrival()
        idle.send("GET", "/unread")
        server.server.stop()
        gate.open()
        XCTAssertEqual(running.receive().body, "GET /running []")
        server.end()
        XCTAssertTrue(idle.isAtEnd())
        XCTAssertTrue(running.isAtEnd())
    }

    func testStopAnswersWhatWaitsInTheQueue() throws {
        let gate = Gate()
        let responder = TestResponder { request in
            gate.pass()
            return TestResponder.echo(request)
        }
        let server = try RunningServer(responder) { ($0.workers, $0.hashingThreads) = (1, 1) }
        let clients = [try server.connect(), try server.connect()]
        clients[0].send("GET", "/slow/0")
        gate.waitForArrival()
        clients[1].send("GET", "/slow/1")
        // The only worker answers in order: once this is answered, the other is in the queue.
        let quick = try server.connect()
        quick.send("GET", "/rejected\n")
        XCTAssertEqual(quick.receive().status, 400)
        server.server.stop()
        gate.open()
        for (number, client) in clients.enumerated() {
            XCTAssertEqual(client.receive().body, "GET /slow/\(number) []")
        }
        server.end()
    }

    func testAServerThatWasStoppedBeforeItRanEndsAtOnce() throws {
        let path = temporarySocketPath()
        var options = FastCGIServer.Options { [UInt8](repeating: 0, count: $0) }
        options.listener = .unix(path: path, mode: 0o600)
        let server = try FastCGIServer(options: options, responder: TestResponder()) { _ in }
        server.stop()
        server.run()
    }

    func testSignalsStopTheServerOrAreHandedOn() throws {
        for ending in [SIGTERM, SIGINT, SIGQUIT] {
            var options = FastCGIServer.Options { [UInt8](repeating: 0, count: $0) }
            options.listener = .unix(path: temporarySocketPath(), mode: 0o600)
            let server = try FastCGIServer(options: options, responder: TestResponder()) { _ in }
            let received = Recorder<Int32>()
            WorkerThread("signals") {
                SignalWatch.block()
                // Sent to this thread alone: others of the test process do not block signals.
                pthread_kill(pthread_self(), SIGHUP)
                server.run { signal in
                    received.append(signal)
                    pthread_kill(pthread_self(), ending)
                }
            }.join()
            XCTAssertEqual(received.values, [SIGHUP])
        }
    }

    private func openDescriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
