import Glibc
import HTTP
import HTTPTypes
import XCTest

@testable import FastCGI

/// What one server leaves and another one takes over.
final class HandoverTests: XCTestCase {
    func testWhatWaitsIsAnsweredByTheSuccessor() throws {
        let old = try LeavingServer(TestResponder())
        let kept = try FastCGIClient(old.path)
        kept.send("GET", "/first")
        XCTAssertEqual(kept.receive().body, "GET /first []")
        let silent = try FastCGIClient(old.path)
        let inheritance = try XCTUnwrap(old.handOver())
        kept.send("POST", "/second", body: [65])
        let late = try FastCGIClient(old.path)
        late.send("GET", "/third")
        silent.send("GET", "/fourth")
        let new = try RunningServer(TestResponder { _ in Response(.ok, body: .bytes(Array("new".utf8))) }) {
            ($0.inheritedListener, $0.inheritedConnections) = (inheritance.listener, inheritance.connections)
        }
        for client in [kept, late, silent] { XCTAssertEqual(client.receive().body, "new") }
        kept.send("GET", "/fifth")
        XCTAssertEqual(kept.receive().body, "new")
        withExtendedLifetime(new) {}
    }

    func testARequestUnderWayIsFinishedBeforeAndNoOtherIsBegun() throws {
        for path in ["/quick", "/slow"] {
            let (gate, paths) = (Gate(), Recorder<String>())
            let old = try LeavingServer(
                TestResponder { request in
                    paths.append(request.path)
                    gate.pass()
                    return TestResponder.echo(request)
                })
            let running = try FastCGIClient(old.path)
            running.send("GET", path)
            gate.waitForArrival()
            old.beginToHandOver()
            gate.open()
            XCTAssertEqual(running.receive().body, "GET \(path) []")
            let inheritance = try XCTUnwrap(old.handOver())
            running.send("GET", "/next")
            XCTAssertEqual(paths.values, [path])
            XCTAssertEqual(inheritance.connections.count, 1)
        }
    }

    func testALongRequestIsNeitherCutNorWaitedForByOthers() throws {
        for path in ["/quick", "/slow"] {
            let gate = Gate()
            let old = try LeavingServer(
                TestResponder { request in
                    if request.path == path { gate.pass() }
                    return TestResponder.echo(request)
                })
            let long = try FastCGIClient(old.path)
            long.send("GET", path)
            gate.waitForArrival()
            old.beginToHandOver()
            let other = try FastCGIClient(old.path)
            // Longer than any standstill.
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

    func testAServerThatIsStoppedHandsNothingOver() throws {
        let gate = Gate()
        let old = try LeavingServer(
            TestResponder { request in
                gate.pass()
                return TestResponder.echo(request)
            })
        let long = try FastCGIClient(old.path)
        long.send("GET", "/long")
        gate.waitForArrival()
        old.beginToHandOver()
        old.server.stop()
        gate.open()
        XCTAssertEqual(long.receive().body, "GET /long []")
        XCTAssertNil(old.handOver())
        XCTAssertTrue(long.isAtEnd())
    }

    func testWhatIsNoConnectionIsLeftAlone() throws {
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

    func testWhatDoesNotListenIsRefused() throws {
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        XCTAssertThrowsError(try RunningServer(TestResponder()) { $0.inheritedListener = connection })
    }
}

/// A server that is asked to hand over when the test says so.
private final class LeavingServer {
    let path = temporarySocketPath()
    let server: FastCGIServer
    private let thread: WorkerThread
    private let isAsked = Monitor(false)
    private let left: Monitor<Inheritance?>

    init(_ responder: some Responder) throws {
        var options = FastCGIServer.Options { [UInt8](repeating: 0xAB, count: $0) }
        options.listener = .unix(path: path, mode: 0o600)
        options.workers = 4
        server = try FastCGIServer(options: options, responder: responder) { _ in }
        let (isAsked, left) = (isAsked, Monitor<Inheritance?>(nil))
        self.left = left
        thread = WorkerThread("server") { [server] in
            SignalWatch.block()
            // For this thread alone: it would end the other ones' process.
            pthread_kill(pthread_self(), SIGHUP)
            let inheritance = server.run { _ in isAsked.wait { $0 ? true : nil } }
            left.update { $0 = inheritance }
        }
    }

    func beginToHandOver() {
        isAsked.update { $0 = true }
    }

    /// What is left, under numbers of its own: here, other than across an `exec`, both live in one process.
    func handOver() -> Inheritance? {
        beginToHandOver()
        thread.join()
        return left.update { $0 }.map {
            Inheritance(listener: dup($0.listener), connections: $0.connections.map { dup($0) })
        }
    }
}
