import HTTP
import HTTPTypes

/// Writes responses in the form of CGI (RFC 3875, section 6): `Status`, header fields, body.
///
/// Header values cannot break out of their line: `HTTPField` holds none with CR, LF or NUL.
struct ResponseEncoder {
    /// Gives bytes on; false when the client is gone.
    typealias Sink = (_ bytes: [UInt8]) -> Bool

    /// What became of a response.
    enum Outcome {
        case complete
        /// The beginning may be on its way, the rest will not come: cut the connection.
        case cut(any Error)
    }

    /// Thrown into the closure of a streamed body.
    struct ClientGone: Error {}

    /// Kept from one response to the next for its memory.
    private var head: [UInt8] = []

    init() {
        head.reserveCapacity(1024)
    }

    /// - Parameter isHead: The request's method was `HEAD`: the same header fields and no body (RFC 9110, 9.3.2).
    /// - Returns: The outcome, and how many bytes of the body were written.
    mutating func send(_ response: Response, isHead: Bool, to sink: Sink) -> (outcome: Outcome, bodyBytes: Int) {
        // RFC 9110, section 6.4.1: these end with their header section whatever else they say.
        let hasContent = ![204, 304].contains(response.status.code)
        writeHead(of: response, hasContent: hasContent)
        guard sink(head) else { return (.cut(ClientGone()), 0) }
        guard hasContent, !isHead else { return (.complete, 0) }
        switch response.body {
        case .none:
            return (.complete, 0)
        case .bytes(let bytes):
            return sink(bytes) ? (.complete, bytes.count) : (.cut(ClientGone()), 0)
        case .stream(let produce):
            var count = 0
            do {
                try produce { piece in
                    guard sink(piece) else { throw ClientGone() }
                    count += piece.count
                }
                return (.complete, count)
            } catch {
                return (.cut(error), count)
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
        // The length is the encoder's to say, who knows what is sent.
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
    /// In bytes; nil while nobody knows.
    fileprivate var length: Int? {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .stream: nil
        }
    }
}
