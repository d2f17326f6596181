import Auth
import Foundation
import Glibc
import Invoicing
import Logging
import Service
import Synchronization
import XCTest

@testable import invoices

final class ControlSocketTests: XCTestCase {
    func testARunningServiceDoesWhatItIsAsked() throws {
        try withServer { folder, users in
            let reply = try ControlClient.ask(
                .add(email: "ada@example.com", username: "ada", fullName: nil, password: "a good one"), in: folder)
            guard case .done(.user(let ada)) = reply else { return XCTFail("\(String(describing: reply))") }
            XCTAssertEqual(try users.users(), [ada])
            XCTAssertEqual(try ControlClient.ask(.list, in: folder), .done(.users([ada])))
            XCTAssertEqual(
                try ControlClient.ask(.setActive(user: "bob", true), in: folder),
                .refused(["There is no user of that name or e-mail address."]))
        }
    }

    func testAnswersMalformedLinesAndGoesOn() throws {
        try withServer { folder, _ in
            for line in ["", "{", "GET / HTTP/1.1\r", #"{"command":"reboot"}"#, String(repeating: "x", count: 16_384)] {
                let socket = try ControlSocket.connected(in: folder)
                XCTAssertTrue(socket.write(Array(line.utf8), within: 5))
                let reply = try XCTUnwrap(socket.readLine(atMost: 1000, within: 5))
                guard case .refused = try ControlReply(controlLine: reply) else { return XCTFail(line) }
            }
            XCTAssertEqual(try ControlClient.ask(.list, in: folder), .done(.users([])))
        }
    }

    func testHangsUpOnALineThatIsTooLongOrHasNoEnd() throws {
        try withServer { folder, _ in
            let long = try ControlSocket.connected(in: folder)
            _ = long.write([UInt8](repeating: 0x78, count: ControlServer.longestRequest + 1), within: 5)
            XCTAssertNil(long.readLine(atMost: 1000, within: 5))
            let unfinished = try ControlSocket.connected(in: folder)
            unfinished.shutDown()
            XCTAssertNil(unfinished.readLine(atMost: 1000, within: 5))
            XCTAssertEqual(try ControlClient.ask(.list, in: folder), .done(.users([])))
        }
    }

    func testOnlyItsOwnerMayUseTheSocket() throws {
        try withServer { folder, _ in
            var status = stat()
            XCTAssertEqual(stat("\(folder)/\(ControlSocket.name)", &status), 0)
            XCTAssertEqual(status.st_mode & 0o777, 0o600)
        }
    }

    func testTellsTheUserOfThePeer() throws {
        let folder = try TemporaryFolder()
        let listener = try ControlSocket.listening(in: folder.path)
        let client = try ControlSocket.connected(in: folder.path)
        XCTAssertEqual(listener.accepted()?.peerUser, geteuid())
        XCTAssertNotNil(client.peerUser)
    }

    func testServesInAFolderWhoseNameIsLong() throws {
        let folder = try TemporaryFolder()
        let deep = folder.path + "/" + String(repeating: "d", count: 200)
        XCTAssertEqual(mkdir(deep, 0o700), 0)
        try withServer(in: deep) { folder, _ in
            XCTAssertEqual(try ControlClient.ask(.list, in: folder), .done(.users([])))
        }
    }

    func testThereIsNoServiceWhereNobodyListens() throws {
        let folder = try TemporaryFolder()
        XCTAssertNil(try ControlClient.ask(.list, in: folder.path))
        XCTAssertNil(try ControlClient.ask(.list, in: folder.path + "/none"))
        // What a killed service leaves behind.
        _ = try ControlSocket.listening(in: folder.path)
        XCTAssertNil(try ControlClient.ask(.list, in: folder.path))
    }

    func testTakesThePlaceOfAKilledServiceAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        _ = try ControlSocket.listening(in: folder.path)
        try withServer(in: folder.path) { folder, _ in
            XCTAssertEqual(try ControlClient.ask(.list, in: folder), .done(.users([])))
        }
        XCTAssertNotEqual(access("\(folder.path)/\(ControlSocket.name)", F_OK), 0)
    }

    func testWhoComesAfterAHandoverIsAnsweredByTheSuccessor() throws {
        let folder = try TemporaryFolder()
        let early = WaitingClient()
        try withServer(in: folder.path, inherited: nil) { path, _, server in
            // What only the one that leaves knows: here each has accounts of its own.
            _ = try ControlClient.ask(
                .add(email: "ada@example.com", username: "ada", fullName: nil, password: "password"), in: path)
            // The successor has it under a number of its own: here both live in one process.
            server.pause()
            let left = dup(server.descriptor)
            early.ask(in: path)
            try withServer(in: path, inherited: left) { path, _, _ in
                XCTAssertEqual(early.reply(), .done(.users([])))
                XCTAssertEqual(try ControlClient.ask(.list, in: path), .done(.users([])))
            }
        }
    }

    func testWhoComesDuringAPauseIsAnsweredAfterIt() throws {
        let folder = try TemporaryFolder()
        try withServer(in: folder.path, inherited: nil) { path, _, server in
            for _ in 1...2 {
                let early = WaitingClient()
                server.pause()
                early.ask(in: path)
                server.resume()
                XCTAssertEqual(early.reply(), .done(.users([])))
            }
            server.pause()
            server.resume()
            XCTAssertEqual(try ControlClient.ask(.list, in: path), .done(.users([])))
        }
    }

    func testWhatDoesNotListenIsNotTakenOver() throws {
        let folder = try TemporaryFolder()
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        try withServer(in: folder.path, inherited: connection) { folder, _, _ in
            XCTAssertEqual(try ControlClient.ask(.list, in: folder), .done(.users([])))
        }
    }

    func testGivesUpOnAPeerThatSaysNothing() throws {
        let folder = try TemporaryFolder()
        let listener = try ControlSocket.listening(in: folder.path)
        let client = try ControlSocket.connected(in: folder.path)
        let connection = try XCTUnwrap(listener.accepted())
        XCTAssertNil(client.readLine(atMost: 10, within: 0))
        XCTAssertTrue(connection.write(Array("hello".utf8), within: 5))
        XCTAssertEqual(client.readLine(atMost: 5, within: 5), Array("hello".utf8))
    }

    private func withServer(
        in path: String? = nil, _ body: (_ folder: String, _ users: FakeUserStore) throws -> Void
    ) throws {
        try withServer(in: path, inherited: nil) { folder, users, _ in try body(folder, users) }
    }

    private func withServer(
        in path: String?, inherited: Int32?,
        _ body: (_ folder: String, _ users: FakeUserStore, _ server: ControlServer) throws -> Void
    ) throws {
        let folder = try TemporaryFolder()
        let users = FakeUserStore()
        let administration = Administration(
            users: users, records: FakeRecordStore(), hasher: try PasswordHasher(cost: 4, random: .secure),
            clock: .system)
        let server = try ControlServer(
            in: path ?? folder.path, inherited: inherited, administration: administration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        server.start()
        defer { server.stop() }
        try body(path ?? folder.path, users, server)
    }
}

/// Asks for the list of users on a thread of its own.
private final class WaitingClient: Sendable {
    private let answer = Mutex<ControlReply?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    func ask(in folder: String) {
        Thread.detachNewThread { [self] in
            answer.withLock { $0 = try? ControlClient.ask(.list, in: folder) }
            isDone.signal()
        }
    }

    func reply() -> ControlReply? {
        isDone.wait()
        return answer.withLock { $0 }
    }
}
