import Foundation
import HTTP
import XCTest

@testable import FastCGI

final class ServerLoadTests: XCTestCase {
    private struct Seen: Equatable {
        var idle = 0
        var working = 0
        var hashing = 0
        var waiting = 0
    }

    func testShowsWhatRestsWhatIsAnsweredAndWhatWaits() throws {
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
        assertComesTo(Seen(idle: 5), load)
        clients[0].send("GET", "/held")
        gate.waitForArrival()
        assertComesTo(Seen(idle: 4, working: 1), load)
        clients[1].send("GET", "/slow")
        gate.waitForArrival()
        for client in clients[2...3] { client.send("GET", "/slow") }
        assertComesTo(Seen(idle: 1, working: 1, hashing: 1, waiting: 2), load)
        gate.open()
        for client in clients[...3] { XCTAssertEqual(client.receive().status, 200) }
        assertComesTo(Seen(idle: 5), load)
        clients[4].close()
        assertComesTo(Seen(idle: 4), load)
    }

    /// The server puts a connection back a moment after its client has the answer.
    private func assertComesTo(_ expected: Seen, _ load: ServerLoad, line: UInt = #line) {
        let end = Date(timeIntervalSinceNow: 30)
        var seen = Seen()
        repeat {
            sched_yield()
            seen = Seen(
                idle: load.idleConnections, working: load.busyWorkers, hashing: load.busyHashers,
                waiting: load.waitingForHashers)
        } while seen != expected && Date() < end
        XCTAssertEqual(seen, expected, line: line)
    }
}
