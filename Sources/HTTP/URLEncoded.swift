import JSON

/// A parameter of a query or a form, decoded.
package struct Parameter: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The form `name=value&…` (WHATWG URL, `application/x-www-form-urlencoded`), in queries and bodies alike.
enum URLEncoded {
    /// The parameters in order; an empty text between two `&` is skipped, and a name without `=` has an empty value.
    static func parameters(of bytes: [UInt8], atMost most: Int) throws(QueryFault) -> [Parameter] {
        var parameters: [Parameter] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let pair = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[pair.endIndex...].dropFirst()
            if pair.isEmpty { continue }
            guard parameters.count < most else { throw .tooManyPairs }
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair[name.endIndex...].dropFirst()
            parameters.append(Parameter(name: try decoded(name), value: try decoded(value)))
        }
        return parameters
    }

    /// Decodes `+` as a space and `%XX` as a byte; the bytes must be UTF-8.
    private static func decoded(_ encoded: ArraySlice<UInt8>) throws(QueryFault) -> String {
        // Most contain no escapes.
        guard encoded.withUnsafeBufferPointer(hasEscapes) else { return try text(encoded) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var iterator = encoded.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexadecimalValue),
                    let low = iterator.next().flatMap(hexadecimalValue)
                else { throw .badEscape }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return try text(bytes[...])
    }

    /// Whether anything is encoded.
    static func hasEscapes(_ encoded: UnsafeBufferPointer<UInt8>) -> Bool {
        encoded.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(QueryFault) -> String {
        guard let text = bytes.withUnsafeBufferPointer({ String(utf8: $0) }) else { throw .notUTF8 }
        guard text.isStreamSafe else { throw .notStreamSafe }
        return text
    }
}
