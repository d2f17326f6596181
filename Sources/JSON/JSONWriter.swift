/// Writes a JSON text (RFC 8259) as bytes.
///
/// The writer inserts the commas; the caller must ensure the rest of the structure: within an object a name
/// before each value, and an end for each beginning. ``raw(_:)-(StaticString)`` bypasses both.
package struct JSONWriter {
    /// The bytes written so far. They may be taken in pieces while writing continues.
    package var bytes: [UInt8]
    /// Whether a comma must precede the next name or value.
    private var needsComma = false

    /// - Parameter reserving: The initial capacity in bytes.
    package init(reserving: Int = 0) {
        bytes = []
        bytes.reserveCapacity(reserving)
    }

    /// Continues after existing bytes.
    package init(continuing bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    // MARK: Values

    package mutating func null() {
        separate()
        raw("null")
    }

    package mutating func bool(_ value: Bool) {
        separate()
        value ? raw("true") : raw("false")
    }

    package mutating func integer(_ value: Int64) {
        decimal(value, scale: 0)
    }

    /// `value / 10^scale` with `scale` decimals, 0 to 18: `-12345` with scale 2 is `-123.45`.
    package mutating func decimal(_ value: Int64, scale: Int) {
        precondition((0...18).contains(scale), "a number has at most 19 digits")
        let needsComma = self.needsComma
        // 19 digits, a point, a minus sign and a comma.
        let most = 22
        append(atMost: most) { output in
            // Written from the last digit to the first, then moved to the beginning.
            var first = most
            func prepend(_ byte: UInt8) {
                first -= 1
                output[first] = byte
            }
            var rest = value.magnitude
            var digits = 0
            while rest > 0 || digits <= scale {
                if digits == scale, scale > 0 { prepend(UInt8(ascii: ".")) }
                prepend(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
                digits += 1
            }
            if value < 0 { prepend(UInt8(ascii: "-")) }
            if needsComma { prepend(UInt8(ascii: ",")) }
            output.update(from: output + first, count: most - first)
            return most - first
        }
        self.needsComma = true
    }

    /// A number by its own characters: `100.00`. Precondition: they are a JSON number.
    package mutating func number(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { string($0) }
    }

    /// A string as UTF-8: in double quotes, with quotes, backslashes and control characters escaped, everything else
    /// unchanged.
    package mutating func string(_ utf8: UnsafeBufferPointer<UInt8>) {
        // Most strings need no escapes.
        if utf8.contains(where: mustBeEscaped) {
            separate()
            quote(utf8)
        } else {
            append(utf8, inQuotes: true)
            needsComma = true
        }
    }

    /// A complete JSON text that is already encoded.
    package mutating func json(_ text: [UInt8]) {
        text.withUnsafeBufferPointer { json($0) }
    }

    /// The same from where it lies.
    package mutating func json(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
    }

    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let text): number(text)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in for element in elements { writer.value(element) } }
        case .object(let object):
            self.object { writer in
                for member in object.members {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }

    // MARK: Arrays and objects

    package mutating func array<Failure>(_ elements: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        begin(UInt8(ascii: "["))
        try elements(&self)
        end(UInt8(ascii: "]"))
    }

    package mutating func object<Failure>(_ members: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        begin(UInt8(ascii: "{"))
        try members(&self)
        end(UInt8(ascii: "}"))
    }

    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    package mutating func endArray() { end(UInt8(ascii: "]")) }
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    package mutating func endObject() { end(UInt8(ascii: "}")) }

    /// The name of the next member; its value must follow.
    package mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// The same, with a name that is already encoded.
    package mutating func name(_ name: JSONName) {
        append(name.bytes, inQuotes: false)
        needsComma = false
    }

    /// A member with a string.
    package mutating func string(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    /// A member with an integer.
    package mutating func integer(_ name: String, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    /// A member with a truth value.
    package mutating func bool(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    // MARK: Raw bytes, without commas

    package mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func raw(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    // MARK: -

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Writes a comma if one is needed. A value must follow.
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Writes a comma if one is needed, then the bytes unchanged, in quotation marks or not.
    private mutating func append(_ utf8: UnsafeBufferPointer<UInt8>, inQuotes isQuoted: Bool) {
        let needsComma = self.needsComma
        append(atMost: utf8.count + 3) { output in
            var end = 0
            func put(_ byte: UInt8) {
                output[end] = byte
                end += 1
            }
            if needsComma { put(UInt8(ascii: ",")) }
            if isQuoted { put(UInt8(ascii: "\"")) }
            if let start = utf8.baseAddress { (output + end).update(from: start, count: utf8.count) }
            end += utf8.count
            if isQuoted { put(UInt8(ascii: "\"")) }
            return end
        }
    }

    /// Appends the bytes that `write` stores at the pointer, at most `most`; it returns their number.
    @inline(__always)
    private mutating func append(atMost most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
        bytes.append(addingCapacity: most) { output in
            output.withUnsafeMutableBufferPointer { buffer, count in
                if let start = buffer.baseAddress { count = write(start) }
            }
        }
    }

    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var written = 0
        for (index, byte) in utf8.enumerated() where mustBeEscaped(byte) {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[written..<index]))
            escape(byte)
            written = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[written...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw(#"\""#)
        case UInt8(ascii: "\\"): raw(#"\\"#)
        case 0x0A: raw(#"\n"#)
        case 0x0D: raw(#"\r"#)
        case 0x09: raw(#"\t"#)
        default:
            raw(#"\u00"#)
            bytes.append(Self.hexadecimalDigits[Int(byte >> 4)])
            bytes.append(Self.hexadecimalDigits[Int(byte & 15)])
        }
    }

    private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}

/// A frequently used member name, encoded with its quotes and colon.
///
/// Meant for constants: its bytes are never freed, so that passing it costs no reference
/// counting.
package struct JSONName: @unchecked Sendable {
    // Unchecked: the bytes are not written after `init`.
    fileprivate let bytes: UnsafeBufferPointer<UInt8>

    package init(_ name: String) {
        var writer = JSONWriter()
        writer.name(name)
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: writer.bytes.count)
        _ = copy.initialize(fromContentsOf: writer.bytes)
        bytes = UnsafeBufferPointer(copy)
    }
}

private func mustBeEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
