import Glibc
import XCTest

@testable import FastCGI

final class ListeningSocketTests: XCTestCase {
    func testTheSocketFileHasTheModeAndIsRemovedAtTheEnd() throws {
        let path = temporarySocketPath()
        for mode: UInt32 in [0o600, 0o666] {
            let listener = try ListeningSocket(.unix(path: path, mode: mode))
            var status = stat()
            XCTAssertEqual(lstat(path, &status), 0)
            XCTAssertEqual(status.st_mode & 0o777, mode)
            XCTAssertFalse(listener.isTCP)
            withExtendedLifetime(listener) {}
        }
        XCTAssertEqual(access(path, F_OK), -1)
    }

    func testReplacesAStaleSocket() throws {
        let path = temporarySocketPath()
        let left = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(left, $0, size) }
        }
        XCTAssertEqual(bound, 0)
        close(left)
        XCTAssertEqual(access(path, F_OK), 0)
        XCTAssertNoThrow(try ListeningSocket(.unix(path: path, mode: 0o600)))
    }

    func testDoesNotReplaceASocketInUse() throws {
        let path = temporarySocketPath()
        let first = try ListeningSocket(.unix(path: path, mode: 0o600))
        XCTAssertThrowsError(try ListeningSocket(.unix(path: path, mode: 0o600))) {
            XCTAssertEqual("\($0)", "Another process is already listening on \(path).")
        }
        XCTAssertNoThrow(try FastCGIClient(path))
        withExtendedLifetime(first) {}
    }

    func testDoesNotReplaceAFileThatIsNotASocket() throws {
        let path = temporarySocketPath()
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        defer { unlink(path) }
        XCTAssertThrowsError(try ListeningSocket(.unix(path: path, mode: 0o600)))
        XCTAssertEqual(access(path, F_OK), 0)
    }

    func testRefusesPathsThatAreTooLongOrEmpty() {
        let long = "/tmp/" + String(repeating: "x", count: 103)
        XCTAssertThrowsError(try ListeningSocket(.unix(path: long, mode: 0o600)))
        XCTAssertThrowsError(try ListeningSocket(.unix(path: "", mode: 0o600)))
    }

    func testRefusesADescriptorThatDoesNotListen() {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        XCTAssertThrowsError(try ListeningSocket(.descriptor(descriptor)))
        XCTAssertThrowsError(try ListeningSocket(.descriptor(-1)))
    }

    func testAnInheritedDescriptorStaysOpenAndIsNonBlocking() throws {
        let own = try ListeningSocket(.unix(path: temporarySocketPath(), mode: 0o600))
        XCTAssertNoThrow(try ListeningSocket(.descriptor(own.descriptor)))
        XCTAssertNotEqual(fcntl(own.descriptor, F_GETFL) & O_NONBLOCK, 0)
    }

    func testServesOverTCP() throws {
        let listener = try ListeningSocket(.tcp(host: "127.0.0.1", port: 0))
        XCTAssertTrue(listener.isTCP)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = FastCGIClient(socket: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        let connected = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(listener.descriptor, address, &size) == 0 && connect(client.socket, address, size) == 0
            }
        }
        XCTAssertTrue(connected)
        let server = try RunningServer(TestResponder()) { $0.address = .descriptor(listener.descriptor) }
        client.send("GET", "/tcp")
        XCTAssertEqual(client.receive().body, "GET /tcp []")
        server.end()
    }

    func testNamesAnInvalidHost() {
        XCTAssertThrowsError(try ListeningSocket(.tcp(host: "256.1.1.1", port: 1))) {
            XCTAssertTrue("\($0)".hasPrefix("256.1.1.1 is not an address to listen on: "))
        }
    }
}
