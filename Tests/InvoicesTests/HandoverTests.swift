import Glibc
import XCTest

@testable import invoices

final class HandoverTests: XCTestCase {
    private let handover = Handover(
        process: 4711, listener: 0, address: "unix:/run/a = b/service.sock", connections: [9, 12], control: 5,
        directory: "/var/lib/my invoices", lock: 7)

    func testIsReadAsItWasWritten() {
        XCTAssertEqual(Handover(handover.text), handover)
        let bare = Handover(
            process: 1, listener: 3, address: "", connections: [], control: 4, directory: ".data", lock: 5)
        XCTAssertEqual(Handover(bare.text), bare)
    }

    func testRefusesInvalidText() {
        let changes: KeyValuePairs = [
            "process=4711": "process=me", "listener=0": "listener=-1", "connections=9,12": "connections=9,,x",
            "=9,12": "=9,9", "control=5": "control=7", "lock=7": "", "directory=": "folder=", "lock=": "lock=7\nlock=",
        ]
        for (part, change) in changes {
            let text = handover.text.replacing(part, with: change)
            XCTAssertNotEqual(text, handover.text)
            XCTAssertNil(Handover(text), text)
        }
        XCTAssertNil(Handover(""))
    }

    func testOnlyTheProcessThatWroteItReceivesIt() throws {
        XCTAssertNil(try Handover.received(nil))
        XCTAssertThrowsError(try Handover.received(handover.text))
        XCTAssertThrowsError(try Handover.received("yes"))
        let own = handover.text.replacing("4711", with: "\(getpid())")
        XCTAssertEqual(try Handover.received(own)?.lock, 7)
    }

    func testASocketWithAnotherAddressInTheNewConfigurationIsClosed() throws {
        let sockets = [
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0), socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0),
        ]
        let handover = Handover(
            process: getpid(), listener: sockets[0], address: "unix:a", connections: [], control: sockets[1],
            directory: "d", lock: 99)
        XCTAssertEqual(handover.listener(at: "unix:a"), sockets[0])
        XCTAssertEqual(fcntl(sockets[0], F_GETFD), FD_CLOEXEC)
        XCTAssertEqual(handover.control(in: "d"), sockets[1])
        XCTAssertEqual(fcntl(sockets[1], F_GETFD), FD_CLOEXEC)
        XCTAssertNil(handover.listener(at: "unix:b"))
        XCTAssertNil(handover.control(in: "e"))
        for socket in sockets { XCTAssertEqual(fcntl(socket, F_GETFD), -1) }
    }
}
