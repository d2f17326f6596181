/// Writes a JSON text (RFC 8259) as bytes.
///
/// It sets the commas; the caller answers for the rest of the structure: within an object a name
/// before each value, and an end for each beginning. ``raw(_:)-(StaticString)`` goes past all that.
package struct JSONWriter {
    /// What was written so far. It may be taken away in pieces while the writing goes on.
    package var bytes: [UInt8]
    /// Whether a comma is due before the next name or value.
    private var isBehindValue = false

    /// `reserving`: room for so many bytes at once.
    package init(reserving: Int = 0) {
        bytes = []
        bytes.reserveCapacity(reserving)
    }

    /// Goes on behind what was written already.
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
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(of: value.magnitude, atLeast: 1)
    }

    /// `value / 10^scale` with so many decimals, at least one: `-12345` of scale 2 is `-123.45`.
    package mutating func decimal(_ value: Int64, scale: Int) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(of: value.magnitude, atLeast: scale + 1, pointBefore: scale)
    }

    /// A number by its own characters: `100.00`. The caller answers for their being a JSON number.
    package mutating func number(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func string(_ text: String) {
        separate()
        quote(text)
    }

    /// A string by its UTF-8.
    package mutating func string(_ utf8: UnsafeBufferPointer<UInt8>) {
        separate()
        quote(utf8)
    }

    /// A complete JSON text that was written before.
    package mutating func json(_ text: [UInt8]) {
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

    /// The name of the member whose value comes next.
    package mutating func name(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        isBehindValue = false
    }

    /// The same, with a name that was written before.
    package mutating func name(_ name: JSONName) {
        separate()
        bytes.append(contentsOf: name.bytes)
        isBehindValue = false
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

    // MARK: Bytes as they are, without commas

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
        isBehindValue = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        isBehindValue = true
    }

    /// A comma when one is due; after this a value is written.
    private mutating func separate() {
        if isBehindValue { bytes.append(UInt8(ascii: ",")) }
        isBehindValue = true
    }

    /// In double quotes; quotes, backslashes and control characters are escaped, all else stays as it is.
    private mutating func quote(_ text: String) {
        var text = text
        text.withUTF8 { quote($0) }
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

    /// With leading zeros up to that count, and a point before so many of the last, unless that is 0.
    private mutating func digits(of magnitude: UInt64, atLeast count: Int, pointBefore decimals: Int = 0) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 21) { buffer in
            var rest = magnitude
            var start = buffer.count
            // The point takes a place of its own, once it is there.
            while rest > 0 || buffer.count - start < (decimals > 0 ? count + 1 : count) {
                start -= 1
                if decimals > 0, buffer.count - start == decimals + 1 {
                    buffer[start] = UInt8(ascii: ".")
                    continue
                }
                buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            bytes.append(contentsOf: buffer[start...])
        }
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

/// A member's name that is written often: in its quotes, and with its colon.
package struct JSONName: Sendable {
    fileprivate let bytes: [UInt8]

    package init(_ name: String) {
        var writer = JSONWriter()
        writer.name(name)
        bytes = writer.bytes
    }
}

private func mustBeEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
