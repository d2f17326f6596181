import Application
import Auth
import Foundation
import Glibc
import Logging
import MemoryStore
import Primitives
import Synchronization
import XCTest

@testable import Administration

final class ControlSocketTests: XCTestCase {
    func testARunningServicePerformsRequests() throws {
        try withServer { directory, store in
            let reply = try ControlClient.send(
                .addUser(email: "ada@example.com", username: "ada", fullName: nil, password: "a good one"),
                in: directory)
            guard case .done(.user(let ada)) = reply else { return XCTFail("\(String(describing: reply))") }
            XCTAssertEqual(try store.users(), [ada])
            XCTAssertEqual(try ControlClient.send(.listUsers, in: directory), .done(.users([ada])))
            XCTAssertEqual(
                try ControlClient.send(.setActive(user: "bob", true), in: directory),
                .refused(["There is no user of that name or e-mail address."]))
        }
    }

    func testRefusesMalformedLinesAndContinues() throws {
        try withServer { directory, _ in
            for line in ["", "{", "GET / HTTP/1.1\r", #"{"command":"reboot"}"#, String(repeating: "x", count: 16_384)] {
                let socket = try ControlSocket.connected(in: directory)
                XCTAssertTrue(socket.write(Array(line.utf8), within: 5))
                let reply = try XCTUnwrap(socket.readLine(atMost: 1000, within: 5))
                guard case .refused = try ControlReply(controlLine: reply) else { return XCTFail(line) }
            }
            XCTAssertEqual(try ControlClient.send(.listUsers, in: directory), .done(.users([])))
        }
    }

    func testClosesTheConnectionAfterALineThatIsTooLongOrHasNoEnd() throws {
        try withServer { directory, _ in
            let long = try ControlSocket.connected(in: directory)
            _ = long.write([UInt8](repeating: 0x78, count: ControlServer.longestRequest + 1), within: 5)
            XCTAssertNil(long.readLine(atMost: 1000, within: 5))
            let unfinished = try ControlSocket.connected(in: directory)
            unfinished.shutDown()
            XCTAssertNil(unfinished.readLine(atMost: 1000, within: 5))
            XCTAssertEqual(try ControlClient.send(.listUsers, in: directory), .done(.users([])))
        }
    }

    func testOnlyItsOwnerHasAccessToTheSocket() throws {
        try withServer { directory, _ in
            var status = stat()
            XCTAssertEqual(stat("\(directory)/\(ControlSocket.name)", &status), 0)
            XCTAssertEqual(status.st_mode & 0o777, 0o600)
        }
    }

    func testKnowsTheUserOfThePeer() throws {
        let directory = try TemporaryDirectory()
        let listener = try ControlSocket.listening(in: directory.path)
        let client = try ControlSocket.connected(in: directory.path)
        XCTAssertEqual(listener.accepted()?.peerUser, geteuid())
        XCTAssertNotNil(client.peerUser)
    }

    func testServesInADirectoryWithALongPath() throws {
        let directory = try TemporaryDirectory()
        let deep = directory.path + "/" + String(repeating: "d", count: 200)
        XCTAssertEqual(mkdir(deep, 0o700), 0)
        try withServer(in: deep) { directory, _ in
            XCTAssertEqual(try ControlClient.send(.listUsers, in: directory), .done(.users([])))
        }
    }

    func testFindsNoServiceWhereNoProcessListens() throws {
        let directory = try TemporaryDirectory()
        XCTAssertNil(try ControlClient.send(.listUsers, in: directory.path))
        XCTAssertNil(try ControlClient.send(.listUsers, in: directory.path + "/none"))
        // The stale socket of a killed service.
        _ = try ControlSocket.listening(in: directory.path)
        XCTAssertNil(try ControlClient.send(.listUsers, in: directory.path))
    }

    func testReplacesAStaleSocketAndRemovesItsOwn() throws {
        let directory = try TemporaryDirectory()
        _ = try ControlSocket.listening(in: directory.path)
        try withServer(in: directory.path) { directory, _ in
            XCTAssertEqual(try ControlClient.send(.listUsers, in: directory), .done(.users([])))
        }
        XCTAssertNotEqual(access("\(directory.path)/\(ControlSocket.name)", F_OK), 0)
    }

    func testAClientThatConnectsDuringAHandoverIsAnsweredByTheNewServer() throws {
        let directory = try TemporaryDirectory()
        let early = WaitingClient()
        try withServer(in: directory.path, inherited: nil) { path, _, server in
            // Only the old server has this account: in this test each server has its own store.
            _ = try ControlClient.send(
                .addUser(email: "ada@example.com", username: "ada", fullName: nil, password: "password"), in: path)
            // Duplicated, because here both servers live in one process.
            server.quiesce()
            let inherited = dup(server.descriptor)
            early.send(in: path)
            try withServer(in: path, inherited: inherited) { path, _, _ in
                XCTAssertEqual(early.reply(), .done(.users([])))
                XCTAssertEqual(try ControlClient.send(.listUsers, in: path), .done(.users([])))
            }
        }
    }

    func testAClientThatConnectsWhileQuiescedIsAnsweredAfterwards() throws {
        let directory = try TemporaryDirectory()
        try withServer(in: directory.path, inherited: nil) { path, _, server in
            for _ in 1...2 {
                let early = WaitingClient()
                server.quiesce()
                early.send(in: path)
                server.resume()
                XCTAssertEqual(early.reply(), .done(.users([])))
            }
            server.quiesce()
            server.resume()
            XCTAssertEqual(try ControlClient.send(.listUsers, in: path), .done(.users([])))
        }
    }

    func testADescriptorThatDoesNotListenIsNotInherited() throws {
        let directory = try TemporaryDirectory()
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        try withServer(in: directory.path, inherited: connection) { directory, _, _ in
            XCTAssertEqual(try ControlClient.send(.listUsers, in: directory), .done(.users([])))
        }
    }

    func testTimesOutWhenAPeerSendsNothing() throws {
        let directory = try TemporaryDirectory()
        let listener = try ControlSocket.listening(in: directory.path)
        let client = try ControlSocket.connected(in: directory.path)
        let connection = try XCTUnwrap(listener.accepted())
        XCTAssertNil(client.readLine(atMost: 10, within: 0))
        XCTAssertTrue(connection.write(Array("hello".utf8), within: 5))
        XCTAssertEqual(client.readLine(atMost: 5, within: 5), Array("hello".utf8))
    }

    private func withServer(
        in path: String? = nil, _ body: (_ directory: String, _ store: MemoryStore) throws -> Void
    ) throws {
        try withServer(in: path, inherited: nil) { directory, store, _ in try body(directory, store) }
    }

    private func withServer(
        in path: String?, inherited: Int32?,
        _ body: (_ directory: String, _ store: MemoryStore, _ server: ControlServer) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        let store = MemoryStore(renderer: AnswerRenderer { _ in [] })
        let dispatcher = AdministrationDispatcher(
            store: store, passwords: try PasswordHasher(cost: 4, random: .secure),
            clock: Clock(now: { Timestamp(seconds: 1_688_205_600) }, ticks: { 0 }))
        let server = try ControlServer(
            in: path ?? directory.path, inherited: inherited, dispatcher: dispatcher,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        server.start()
        defer { server.stop() }
        try body(path ?? directory.path, store, server)
    }
}

/// Requests the list of users on another thread.
private final class WaitingClient: Sendable {
    private let answer = Mutex<ControlReply?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    func send(in directory: String) {
        Thread.detachNewThread { [self] in
            answer.withLock { $0 = try? ControlClient.send(.listUsers, in: directory) }
            isDone.signal()
        }
    }

    func reply() -> ControlReply? {
        isDone.wait()
        return answer.withLock { $0 }
    }
}
