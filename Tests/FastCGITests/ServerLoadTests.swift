import Foundation
import HTTP
import XCTest

@testable import FastCGI

final class ServerLoadTests: XCTestCase {
    private struct Figures: Equatable {
        var idle = 0
        var working = 0
        var hashing = 0
        var queued = 0
    }

    func testCountsIdleConnectionsBusyThreadsAndQueuedRequests() throws {
        let gate = Gate()
        let load = ServerLoad()
        let responder = TestResponder { request in
            if request.path != "/quick" { gate.pass() }
            return TestResponder.echo(request)
        }
        let running = try RunningServer(responder) { options in
            options.hashingThreads = 1
            options.load = load
        }
        let clients = try (0..<5).map { _ in try running.connect() }
        for client in clients {
            client.send("GET", "/quick")
            XCTAssertEqual(client.receive().status, 200)
        }
        assertEventually(Figures(idle: 5), load)
        clients[0].send("GET", "/held")
        gate.waitForArrival()
        assertEventually(Figures(idle: 4, working: 1), load)
        clients[1].send("GET", "/slow")
        gate.waitForArrival()
        for client in clients[2...3] { client.send("GET", "/slow") }
        assertEventually(Figures(idle: 1, working: 1, hashing: 1, queued: 2), load)
        gate.open()
        for client in clients[...3] { XCTAssertEqual(client.receive().status, 200) }
        assertEventually(Figures(idle: 5), load)
        clients[4].close()
        assertEventually(Figures(idle: 4), load)
    }

    /// The server returns a connection to the idle set a moment after its client has received the answer.
    private func assertEventually(_ expected: Figures, _ load: ServerLoad, line: UInt = #line) {
        let end = Date(timeIntervalSinceNow: 30)
        var seen = Figures()
        repeat {
            sched_yield()
            seen = Figures(
                idle: load.idleConnections, working: load.busyWorkers, hashing: load.busyHashingThreads,
                queued: load.queuedHashingRequests)
        } while seen != expected && Date() < end
        XCTAssertEqual(seen, expected, line: line)
    }
}
