import Glibc
import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

/// The lane of slow requests, and stopping a server.
final class FastCGIServerLaneTests: XCTestCase {
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

    func testARequestThatWaitsForTheDiskOrTheClientLetsOthersRun() throws {
        let gate = Gate()
        let responder = TestResponder { request in
            if request.path == "/commit" { gate.pass() }
            if request.path == "/stream" {
                return Response(
                    .ok,
                    body: .stream { write in
                        gate.pass()
                        try write([65])
                    })
            }
            return TestResponder.echo(request)
        }
        let server = try RunningServer(responder) { ($0.workers, $0.concurrency) = (3, 1) }
        let (committing, streaming, quick) = (try server.connect(), try server.connect(), try server.connect())
        committing.send("POST", "/commit")
        gate.waitForArrival()
        streaming.send("GET", "/stream")
        gate.waitForArrival()
        quick.send("GET", "/quick")
        XCTAssertEqual(quick.receive().body, "GET /quick []")
        gate.open()
        XCTAssertEqual(committing.receive().body, "POST /commit []")
        XCTAssertEqual(streaming.receive().body, "A")
    }

    func testRefusesRequestsWhenTheQueueIsFull() throws {
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
        // One of the two waits in the queue; which one depends on the workers.
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

    // MARK: Stopping

    func testStopFinishesRunningRequestsAndBeginsNoOther() throws {
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
        // At once: the next request has to go to the next process.
        XCTAssertTrue(idle.isAtEnd())
        gate.open()
        XCTAssertEqual(running.receive().body, "GET /running []")
        server.end()
        XCTAssertTrue(running.isAtEnd())
    }

    func testStopAnswersQueuedRequests() throws {
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
        // There is one worker, which answers in order: once this is answered, the other request is in the queue.
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

    func testAServerThatWasStoppedBeforeItRanReturnsAtOnce() throws {
        let path = temporarySocketPath()
        var options = FastCGIServer.Options { [UInt8](repeating: 0, count: $0) }
        options.address = .unix(path: path, mode: 0o600)
        let server = try FastCGIServer(options: options, responder: TestResponder()) { _ in }
        server.stop()
        server.run()
    }

    func testSignalsStopTheServerOrAreReported() throws {
        for ending in [SIGTERM, SIGINT, SIGQUIT] {
            var options = FastCGIServer.Options { [UInt8](repeating: 0, count: $0) }
            options.address = .unix(path: temporarySocketPath(), mode: 0o600)
            let server = try FastCGIServer(options: options, responder: TestResponder()) { _ in }
            let received = Recorder<Int32>()
            WorkerThread("signals") {
                SignalReader.block()
                // Sent to this thread only: the test process's other threads do not block signals.
                pthread_kill(pthread_self(), SIGHUP)
                server.run { signal in
                    received.append(signal)
                    pthread_kill(pthread_self(), ending)
                    return false
                }
            }.join()
            XCTAssertEqual(received.values, [SIGHUP])
        }
    }
}
