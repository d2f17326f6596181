import Logging
import Web

/// One line of the log in logfmt: `name=value` pairs, separated by spaces, with quotes around values that need them.
///
/// No value can end the line or imitate another field: quotes, backslashes, line ends of every kind and all other
/// control characters are escaped.
struct LogLine {
    private(set) var bytes: [UInt8] = []

    /// Longer values are truncated, so that a usual line fits in an atomic write to a pipe (PIPE_BUF, 4096).
    static let longestValue = 1024

    init(at time: WallTime, level: Logger.Level, message: String) {
        bytes.reserveCapacity(512)
        append(name: "time")
        time.append(to: &bytes)
        append("level", .text(level.rawValue))
        append("message", .text(message))
    }

    /// Adds a field. Characters of the name other than letters, digits and `_ . -` become `_`.
    mutating func append(_ name: String, _ value: String) {
        bytes.append(UInt8(ascii: " "))
        for byte in name.utf8 { bytes.append(Self.isPlain(byte) ? byte : UInt8(ascii: "_")) }
        bytes.append(UInt8(ascii: "="))
        append(value: value)
    }

    private mutating func append(value: String) {
        // Fast path: most values are plain.
        var value = value
        let isPlain = value.withUTF8 { utf8 in
            guard utf8.allSatisfy(Self.isPlainInValue), !utf8.isEmpty, utf8.count <= Self.longestValue else {
                return false
            }
            bytes.append(contentsOf: utf8)
            return true
        }
        if !isPlain { appendQuoted(value) }
    }

    /// Adds a field whose name needs no replacement.
    mutating func append(_ name: StaticString, _ value: RequestRecord.Value) {
        bytes.append(UInt8(ascii: " "))
        append(name: name)
        if case .text(let text) = value { append(value: text) } else { value.appendNumeral(to: &bytes) }
    }

    private mutating func append(name: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "="))
    }

    /// The line with its line end.
    consuming func terminated() -> [UInt8] {
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        for scalar in value.unicodeScalars {
            guard bytes.count - start < Self.longestValue else {
                bytes += "…".utf8
                break
            }
            switch scalar {
            case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            // C0, DEL and C1; line and paragraph separators; controls of the direction of writing.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a value with this byte needs no quotes on account of it.
    private static func isPlainInValue(_ byte: UInt8) -> Bool {
        isPlain(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
