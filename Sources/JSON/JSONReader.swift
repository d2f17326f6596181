extension JSONValue {
    /// Reads one JSON text (RFC 8259) and nothing else.
    ///
    /// Stricter than the RFC, so that no other parser can interpret the same bytes differently:
    /// a byte order mark, bytes that are not UTF-8, a name that occurs twice in an object, half of a
    /// surrogate pair, and arrays and objects nested deeper than `maximumDepth` are refused. So is
    /// a string that is not stream-safe (``Swift/String/isStreamSafe``), unless `takesAnyText`: set it for
    /// text that this service wrote itself, because folding a text may add combining marks.
    /// Linear in the number of bytes; the stack is bounded by `maximumDepth`.
    package init(
        parsing bytes: [UInt8], maximumDepth: Int = 32, takesAnyText: Bool = false
    ) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes, maximumDepth: maximumDepth, takesAnyText: takesAnyText)
        self = try reader.document()
    }
}

/// Reads bytes in order and keeps the current position.
struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    private let maximumDepth: Int
    let takesAnyText: Bool
    private var depth = 0

    init(_ bytes: [UInt8], maximumDepth: Int, takesAnyText: Bool) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.takesAnyText = takesAnyText
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONSyntaxError(offset: error.byteOffsets.lowerBound, detail: "The text is not UTF-8")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault("A byte order mark is not allowed") }
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw fault("There is something behind the JSON text") }
        return value
    }

    func fault(_ detail: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: position, detail: detail)
    }

    /// The next byte, without consuming it; nil at the end.
    var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    /// Consumes the next byte if it is this one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        skipBlanks()
        guard let first = next else { throw fault("The text ends where a value is due") }
        switch first {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw fault("This is no value")
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else { throw fault("This is no value") }
        position += expected.count
        return value
    }

    private mutating func enter() throws(JSONSyntaxError) {
        guard depth < maximumDepth else { throw fault("It is nested deeper than \(maximumDepth) levels") }
        depth += 1
        position += 1
        skipBlanks()
    }

    private mutating func array() throws(JSONSyntaxError) -> [JSONValue] {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw fault("A comma or the end of the array is missing") }
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONObject {
        try enter()
        defer { depth -= 1 }
        var members: [(name: String, value: JSONValue)] = []
        var names = NameSet()
        if take(UInt8(ascii: "}")) { return JSONObject(members) }
        while true {
            skipBlanks()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw fault("A name in double quotes is missing") }
            let name = try string()
            guard names.insert(name) else {
                throw JSONSyntaxError(offset: start, detail: "This name is in the object already")
            }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw fault("A colon is missing behind the name") }
            members.append((name, try value()))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return JSONObject(members) }
            guard take(UInt8(ascii: ",")) else { throw fault("A comma or the end of the object is missing") }
        }
    }

    /// An optional `-`, the integer part without leading zeros, an optional fraction and exponent (RFC 8259, 6).
    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// At least one digit.
    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while let byte = next, byte &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw fault("A digit is missing") }
    }
}
