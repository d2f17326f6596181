import JSON

/// Parses the value of a header field from left to right, by the grammar of RFC 9110, 5.6.
struct FieldScanner {
    private var rest: ArraySlice<UInt8>

    init(_ value: some Sequence<UInt8>) {
        rest = Array(value)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The unread rest; invalid UTF-8 in it is replaced.
    var remainder: String { String(decoding: rest, as: UTF8.self) }

    /// Skips optional white space (OWS, BWS): spaces and tabs.
    mutating func skipBlanks() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }

    /// Consumes the next byte if it is this one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Consumes bytes while the condition holds.
    mutating func take(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: isWanted)
        rest = rest[taken.endIndex...]
        return taken
    }

    /// A token of at least one character (5.6.2); nil when the next byte begins none.
    mutating func token() -> String? {
        let token = take(while: isTokenCharacter)
        return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
    }

    /// A quoted string (5.6.4) without quotes and escapes; nil when there is none or it is not stream-safe UTF-8.
    mutating func quotedString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "\""):
                return String(validating: text, as: UTF8.self).flatMap { $0.isStreamSafe ? $0 : nil }
            case UInt8(ascii: "\\"):
                guard let escaped = rest.first, isFieldByte(escaped) else { return nil }
                text.append(escaped)
                rest = rest.dropFirst()
            case let byte where isFieldByte(byte): text.append(byte)
            default: return nil
            }
        }
        return nil
    }

    /// A token or a quoted string: the value of a parameter (5.6.6).
    mutating func word() -> String? {
        rest.first == UInt8(ascii: "\"") ? quotedString() : token()
    }

    /// `; name=value; …` up to the end, names in lower case; nil when it is malformed or a name occurs twice.
    mutating func parameters() -> [(name: String, value: String)]? {
        var parameters: [(name: String, value: String)] = []
        skipBlanks()
        while !isAtEnd {
            guard take(UInt8(ascii: ";")) else { return nil }
            skipBlanks()
            // An empty parameter: `a/b; ;c=d`, `a/b;`.
            if isAtEnd || rest.first == UInt8(ascii: ";") { continue }
            guard let name = token()?.lowercased(), take(UInt8(ascii: "=")), let value = word(),
                !parameters.contains(where: { $0.name == name })
            else { return nil }
            parameters.append((name, value))
            skipBlanks()
        }
        return parameters
    }
}

/// RFC 9110, 5.6.2.
func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// Whether a field value may contain the byte: tab, space, visible ASCII and non-ASCII (RFC 9110, 5.5 and 5.6.4).
@inlinable  // called for each byte of a request's head
package func isFieldByte(_ byte: UInt8) -> Bool {
    byte == 0x09 || byte >= 0x20 && byte != 0x7F
}
