import HTTP
import HTTPTypes

/// Writes responses in CGI format (RFC 3875, section 6): `Status`, header fields, body.
///
/// Header values cannot break out of their line: `HTTPField` holds none with CR, LF or NUL.
struct ResponseEncoder {
    /// Sends bytes; false when the client has disconnected.
    typealias Sink = (_ bytes: [UInt8]) -> Bool

    /// How sending a response ended.
    enum Outcome {
        case complete
        /// The beginning may have been sent, the rest will not be: the connection must be closed.
        case aborted(any Error)
    }

    /// Thrown into the closure that writes a streamed body.
    struct ClientDisconnected: Error {}

    /// Reused from one response to the next, to save allocations.
    private var head: [UInt8] = []

    init() {
        head.reserveCapacity(1024)
    }

    /// - Parameter isHead: Whether the request's method was `HEAD`: the same header fields and no body (RFC 9110,
    ///   9.3.2).
    /// - Returns: The outcome, and how many bytes of the body were written.
    mutating func send(_ response: Response, isHead: Bool, to sink: Sink) -> (outcome: Outcome, bodyBytes: Int) {
        // RFC 9110, section 6.4.1: these responses always end with their header section.
        let hasContent = ![204, 304].contains(response.status.code)
        writeHead(of: response, hasContent: hasContent)
        guard sink(head) else { return (.aborted(ClientDisconnected()), 0) }
        guard hasContent, !isHead else { return (.complete, 0) }
        switch response.body {
        case .none:
            return (.complete, 0)
        case .bytes(let bytes):
            return sink(bytes) ? (.complete, bytes.count) : (.aborted(ClientDisconnected()), 0)
        case .stream(let produce):
            var count = 0
            do {
                try produce { piece in
                    guard sink(piece) else { throw ClientDisconnected() }
                    count += piece.count
                }
                return (.complete, count)
            } catch {
                return (.aborted(error), count)
            }
        }
    }

    private mutating func writeHead(of response: Response, hasContent: Bool) {
        head.removeAll(keepingCapacity: true)
        append(literal: "Status: ")
        append(String(response.status.code))
        append(literal: " ")
        append(response.status.reasonPhrase)
        append(literal: "\r\n")
        // Only the encoder knows the length of what is sent.
        for field in response.headers where field.name != .contentLength {
            append(field.name.rawName)
            append(literal: ": ")
            field.withUnsafeBytesOfValue { head.append(contentsOf: $0) }
            append(literal: "\r\n")
        }
        if hasContent, let length = response.body.length {
            append(literal: "Content-Length: ")
            append(String(length))
            append(literal: "\r\n")
        }
        append(literal: "\r\n")
    }

    private mutating func append(literal text: StaticString) {
        head.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { head.append(contentsOf: $0) }
    }
}

extension Response.Body {
    /// In bytes; nil when it is not known in advance.
    fileprivate var length: Int? {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .stream: nil
        }
    }
}
