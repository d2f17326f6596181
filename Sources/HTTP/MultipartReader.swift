import JSON

/// Reads the text fields of a `multipart/form-data` body (RFC 7578, RFC 2046 5.1) one by one.
///
/// Linear in the length of the body.
struct MultipartReader {
    private let body: [UInt8]
    /// CR LF, two hyphens and the boundary: the delimiter before and after each part.
    private let delimiter: [UInt8]
    /// Where the next part begins, after its delimiter line; nil after the last part.
    private var start: Int?

    init(_ body: [UInt8], boundary: String) throws(FormFault) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(isBoundaryCharacter),
            boundary.utf8.last != UInt8(ascii: " ")
        else { throw .malformed("Its boundary is none by RFC 2046") }
        // The first delimiter lacks the preceding CR LF; adding it makes all delimiters equal.
        self.body = [0x0D, 0x0A] + body
        delimiter = Array("\r\n--\(boundary)".utf8)
        guard let first = nextDelimiter(from: 0) else { throw .malformed("Its boundary is nowhere in it") }
        start = try partStart(after: first)
    }

    /// The next field; nil when there are no more.
    mutating func next() throws(FormFault) -> Parameter? {
        guard let start else { return nil }
        guard let end = nextDelimiter(from: start) else { throw .malformed("It has no closing boundary") }
        guard let head = PartHead(body[start..<end]) else { throw .malformed("The head of a part of it is malformed") }
        guard head.isTextField else { throw .file(name: head.name) }
        guard let value = String(validating: body[head.end..<end], as: UTF8.self) else {
            throw .malformed("A part of it is not UTF-8")
        }
        guard value.isStreamSafe else { throw .malformed(QueryFault.notStreamSafe.detail) }
        self.start = try partStart(after: end)
        return Parameter(name: head.name, value: value)
    }

    /// The position of the next delimiter; nil when there is none.
    private func nextDelimiter(from start: Int) -> Int? {
        var rest = body[start...]
        // The delimiter contains CR only as its first byte, so each comparison can start at a CR.
        while let index = rest.firstIndex(of: 0x0D) {
            if body[index...].starts(with: delimiter) { return index }
            rest = body[(index + 1)...]
        }
        return nil
    }

    /// Where the part after the delimiter at `delimiterStart` begins; nil when it is the closing delimiter.
    private func partStart(after delimiterStart: Int) throws(FormFault) -> Int? {
        var rest = body[(delimiterStart + delimiter.count)...]
        let isLast = rest.starts(with: "--".utf8)
        if isLast { rest = rest.dropFirst(2) }
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        if isLast, rest.isEmpty { return nil }
        guard rest.starts(with: [0x0D, 0x0A]) else { throw .malformed("Its boundary has something behind it") }
        return isLast ? nil : rest.startIndex + 2
    }
}

/// The header fields of a part.
private struct PartHead {
    private(set) var name = ""
    /// Whether the part is plain text in UTF-8 and not a file.
    private(set) var isTextField = true
    /// Where the content begins.
    let end: Int

    /// The maximum length of the head in bytes.
    private static let longest = 8192

    /// Nil when the head is malformed, or does not name the field exactly once.
    init?(_ part: ArraySlice<UInt8>) {
        var rest = part.prefix(Self.longest)
        var isNamed = false
        while let lineEnd = rest.firstIndex(of: 0x0D), rest[lineEnd...].starts(with: [0x0D, 0x0A]) {
            var line = FieldScanner(rest[..<lineEnd])
            rest = rest[(lineEnd + 2)...]
            if line.isAtEnd {
                guard isNamed else { return nil }
                end = rest.startIndex
                return
            }
            guard let field = line.token()?.lowercased(), line.take(UInt8(ascii: ":")) else { return nil }
            line.skipBlanks()
            switch field {
            case "content-disposition":
                guard !isNamed, line.token()?.lowercased() == "form-data", let parameters = line.parameters(),
                    let name = parameters.first(where: { $0.name == "name" })?.value
                else { return nil }
                self.name = name
                isNamed = true
                if parameters.contains(where: { $0.name.hasPrefix("filename") }) { isTextField = false }
            case "content-type":
                let type = MediaType(parsing: line.remainder)
                if type?.essence != "text/plain" || type?.isUTF8 != true { isTextField = false }
            case "content-transfer-encoding":
                // Other encodings would have to be decoded; RFC 7578, 4.7 deprecates the field.
                if !["7bit", "8bit", "binary"].contains(line.token()?.lowercased()) { isTextField = false }
            default: break
            }
        }
        return nil
    }
}

/// RFC 2046, 5.1.1.
private func isBoundaryCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "'()+_,-./:=? ".utf8.contains(byte)
    }
}
