extension JSONReader {
    /// Reads a string from its opening to its closing quote and resolves its escapes (RFC 8259, 7).
    mutating func string() throws(JSONSyntaxError) -> String {
        let start = position
        let text = try characters()
        guard takesAnyText || text.isStreamSafe else {
            throw JSONSyntaxError(offset: start, detail: "This string holds more than 30 combining marks in a row")
        }
        return text
    }

    private mutating func characters() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        skipPlain()
        // Most strings have no escapes and are copied once.
        if next == UInt8(ascii: "\"") {
            position += 1
            return String(decoding: bytes[start..<position - 1], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while true {
            if take(UInt8(ascii: "\"")) { return String(decoding: text, as: UTF8.self) }
            guard next == UInt8(ascii: "\\") else {
                throw fault(next == nil ? "The text ends within a string" : "A control character must be escaped")
            }
            try escape(into: &text)
            let plain = position
            skipPlain()
            text += bytes[plain..<position]
        }
    }

    /// Skips to the next quote, backslash or control character, or to the end.
    private mutating func skipPlain() {
        while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        let start = position
        position += 1
        let letter = next
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[position - 1])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar(from: start)).utf8)
        default: throw JSONSyntaxError(offset: start, detail: "There is no such escape")
        }
    }

    /// The scalar of `\uXXXX`, or of two of them that form a surrogate pair; `start` is the first backslash.
    private mutating func scalar(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try codeUnit(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw JSONSyntaxError(offset: start, detail: "Half of a surrogate pair is no character")
        }
        let second = try codeUnit(from: start)
        guard UTF16.isTrailSurrogate(second) else {
            throw JSONSyntaxError(offset: start, detail: "Half of a surrogate pair is no character")
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    /// Four hexadecimal digits.
    private mutating func codeUnit(from start: Int) throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = hexadecimalValue(byte) else {
                throw JSONSyntaxError(offset: start, detail: "Four hexadecimal digits are due behind \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

/// The value of a hexadecimal digit, 0 to 15; nil for any other byte.
package func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
