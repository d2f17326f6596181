import Glibc
import XCTest

/// The web server's side of FastCGI over one connection, with hand-written records.
final class FastCGIClient {
    struct Answer: Equatable {
        /// The stdout stream: CGI's header section and the body.
        var output = ""
        /// Whether the END_REQUEST record was received.
        var isComplete = false

        var status: Int? {
            output.hasPrefix("Status: ") ? Int(output.dropFirst(8).prefix(3)) : nil
        }

        var body: String {
            output.range(of: "\r\n\r\n").map { String(output[$0.upperBound...]) } ?? ""
        }
    }

    struct Unreachable: Error {
        let code: Int32
    }

    private(set) var socket: Int32
    private var received: [UInt8] = []

    convenience init(_ path: String) throws {
        self.init(socket: Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        try connect(to: path)
    }

    init(socket: Int32) {
        self.socket = socket
        // A server that never answers makes the test fail instead of hang.
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close()
    }

    func close() {
        guard socket >= 0 else { return }
        Glibc.close(socket)
        socket = -1
    }

    func connect(to path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let code = withUnsafeBytes(of: &address) {
            Glibc.connect(
                socket, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
        }
        guard code == 0 else { throw Unreachable(code: errno) }
    }

    /// Sends a complete request. `CONTENT_LENGTH` is the body's length unless the parameters set another.
    func send(
        _ method: String = "GET", _ path: String, _ parameters: [(String, String)] = [], body: [UInt8] = [],
        keep: Bool = true
    ) {
        let length = body.isEmpty ? "" : String(body.count)
        let all = [("REQUEST_METHOD", method), ("DOCUMENT_URI", path), ("CONTENT_LENGTH", length)] + parameters
        send(Self.begin(keep: keep) + Self.parameters(all) + Self.input(body))
    }

    /// - Returns: False when the server closed the connection.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Reads an answer up to its END_REQUEST, or as much as was received before the connection ended.
    func receive() -> Answer {
        var answer = Answer()
        var output: [UInt8] = []
        while let (type, content) = record() {
            if type == 6 { output += content }
            if type == 3 {
                answer.isComplete = true
                break
            }
        }
        answer.output = String(decoding: output, as: UTF8.self)
        return answer
    }

    /// Whether the server has closed the connection and there is nothing left to read.
    func isAtEnd() -> Bool {
        // A reset counts too: the server left something unread. A time-out does not.
        received.isEmpty && !fill() && (errno == 0 || errno == ECONNRESET)
    }

    private func record() -> (type: UInt8, content: [UInt8])? {
        guard has(8) else { return nil }
        let length = Int(received[4]) << 8 | Int(received[5])
        let size = 8 + length + Int(received[6])
        guard has(size) else { return nil }
        defer { received.removeFirst(size) }
        return (received[1], Array(received[8..<(8 + length)]))
    }

    private func has(_ count: Int) -> Bool {
        while received.count < count {
            guard fill() else { return false }
        }
        return true
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        errno = 0
        let count = read(socket, &buffer, buffer.count)
        guard count > 0 else { return false }
        received += buffer[..<count]
        return true
    }
}

extension FastCGIClient {
    static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
    }

    static func begin(role: UInt8 = 1, keep: Bool = true) -> [UInt8] {
        record(1, [0, role, keep ? 1 : 0, 0, 0, 0, 0, 0])
    }

    static func parameters(_ parameters: [(String, String)]) -> [UInt8] {
        let pairs = parameters.flatMap { name, value in
            length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
        }
        return stream(4, pairs)
    }

    static func input(_ body: [UInt8]) -> [UInt8] {
        stream(5, body)
    }

    /// A stream of records, terminated by an empty one.
    private static func stream(_ type: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        var records: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            records += record(type, Array(bytes[start..<min(start + 65_535, bytes.count)]))
        }
        return records + record(type, [])
    }

    private static func length(_ count: Int) -> [UInt8] {
        count < 128
            ? [UInt8(count)]
            : [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
    }
}
