import Glibc
import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

/// Handing a server's sockets over to another server.
final class ServerHandoverTests: XCTestCase {
    func testPendingRequestsAreAnsweredByTheNewServer() throws {
        let old = try OldServer(TestResponder())
        let kept = try FastCGIClient(old.path)
        kept.send("GET", "/first")
        XCTAssertEqual(kept.receive().body, "GET /first []")
        let silent = try FastCGIClient(old.path)
        let sockets = try XCTUnwrap(old.handOver())
        kept.send("POST", "/second", body: [65])
        let late = try FastCGIClient(old.path)
        late.send("GET", "/third")
        silent.send("GET", "/fourth")
        let new = try RunningServer(TestResponder { _ in Response(.ok, body: .bytes(Array("new".utf8))) }) {
            ($0.inheritedListener, $0.inheritedConnections) = (sockets.listener, sockets.connections)
        }
        for client in [kept, late, silent] { XCTAssertEqual(client.receive().body, "new") }
        kept.send("GET", "/fifth")
        XCTAssertEqual(kept.receive().body, "new")
        withExtendedLifetime(new) {}
    }

    func testARequestInProgressIsFinishedFirstAndNoOtherIsBegun() throws {
        for path in ["/quick", "/slow"] {
            let (gate, paths) = (Gate(), Recorder<String>())
            let old = try OldServer(
                TestResponder { request in
                    paths.append(request.path)
                    gate.pass()
                    return TestResponder.echo(request)
                })
            let running = try FastCGIClient(old.path)
            running.send("GET", path)
            gate.waitForArrival()
            old.beginHandover()
            gate.open()
            XCTAssertEqual(running.receive().body, "GET \(path) []")
            let sockets = try XCTUnwrap(old.handOver())
            running.send("GET", "/next")
            XCTAssertEqual(paths.values, [path])
            XCTAssertEqual(sockets.connections.count, 1)
        }
    }

    func testALongRequestIsNeitherAbortedNorDelaysOthers() throws {
        for path in ["/quick", "/slow"] {
            let gate = Gate()
            let old = try OldServer(
                TestResponder { request in
                    if request.path == path { gate.pass() }
                    return TestResponder.echo(request)
                })
            let long = try FastCGIClient(old.path)
            long.send("GET", path)
            gate.waitForArrival()
            old.beginHandover()
            let other = try FastCGIClient(old.path)
            // Longer than the workers are ever quiesced.
            let end = ContinuousClock.now.advanced(by: .milliseconds(600))
            while ContinuousClock.now < end {
                other.send("GET", "/other")
                XCTAssertEqual(other.receive().body, "GET /other []")
            }
            gate.open()
            XCTAssertEqual(long.receive().body, "GET \(path) []")
            XCTAssertEqual(try XCTUnwrap(old.handOver()).connections.count, 2)
        }
    }

    func testAStoppedServerHandsNothingOver() throws {
        let gate = Gate()
        let old = try OldServer(
            TestResponder { request in
                gate.pass()
                return TestResponder.echo(request)
            })
        let long = try FastCGIClient(old.path)
        long.send("GET", "/long")
        gate.waitForArrival()
        old.beginHandover()
        old.server.stop()
        gate.open()
        XCTAssertEqual(long.receive().body, "GET /long []")
        XCTAssertNil(old.handOver())
        XCTAssertTrue(long.isAtEnd())
    }

    func testDescriptorsThatAreNotConnectionsAreIgnored() throws {
        var pipe: [Int32] = [0, 0]
        XCTAssertEqual(Glibc.pipe(&pipe), 0)
        let datagrams = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let server = try RunningServer(TestResponder()) {
            $0.inheritedConnections = [pipe[0], datagrams, 9999]
        }
        let client = try server.connect()
        client.send("GET", "/")
        XCTAssertEqual(client.receive().body, "GET / []")
        server.end()
        for descriptor in pipe + [datagrams] { XCTAssertEqual(close(descriptor), 0) }
    }

    func testADescriptorThatDoesNotListenIsRefused() throws {
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        XCTAssertThrowsError(try RunningServer(TestResponder()) { $0.inheritedListener = connection })
    }
}

/// A server that hands over its sockets when the test requests it.
private final class OldServer {
    let path = temporarySocketPath()
    let server: FastCGIServer
    private let thread: WorkerThread
    private let isRequested = Monitor(false)
    private let result: Monitor<HandoverSockets?>

    init(_ responder: some Responder) throws {
        var options = FastCGIServer.Options { [UInt8](repeating: 0xAB, count: $0) }
        options.address = .unix(path: path, mode: 0o600)
        options.workers = 4
        server = try FastCGIServer(options: options, responder: responder) { _ in }
        let (isRequested, result) = (isRequested, Monitor<HandoverSockets?>(nil))
        self.result = result
        thread = WorkerThread("server") { [server] in
            SignalReader.block()
            // Sent to this thread only: any other thread's disposition would end the process.
            pthread_kill(pthread_self(), SIGHUP)
            let sockets = server.run { _ in isRequested.wait { $0 ? true : nil } }
            result.update { $0 = sockets }
        }
    }

    func beginHandover() {
        isRequested.update { $0 = true }
    }

    /// The sockets, duplicated: unlike across an `exec`, both servers live in one process here.
    func handOver() -> HandoverSockets? {
        beginHandover()
        thread.join()
        return result.update { $0 }.map {
            HandoverSockets(listener: dup($0.listener), connections: $0.connections.map { dup($0) })
        }
    }
}
