/// A tag of a template file.
struct TemplateTag {
    /// What a tag does, by the sign before its name.
    enum Kind: UnicodeScalar {
        case section = "#"
        case inverted = "^"
        case end = "/"
        case comment = "!"
        case partial = ">"
        case parent = "<"
        case block = "$"
        /// Has no sign.
        case variable = " "
    }

    let kind: Kind
    let name: String
    /// Counted from 1.
    let line: Int
    /// The blanks before it, where it is alone on its line.
    var indentation: ArraySlice<UInt8> = []
}

/// The tags of a template file in turn, each with the text before it.
///
/// Bytes, for a brace that a combining mark follows is a brace all the same.
struct TemplateTags {
    private let bytes: [UInt8]
    private var position = 0

    private static let opening = UInt8(ascii: "{")
    private static let closing = UInt8(ascii: "}")
    private static let lineFeed = UInt8(ascii: "\n")

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next tag, nil for the text behind the last one; nil at the end.
    mutating func next() throws(TemplateSyntaxError) -> (text: ArraySlice<UInt8>, tag: TemplateTag?)? {
        guard position < bytes.endIndex else { return nil }
        guard let start = pair(of: Self.opening, from: position) else {
            defer { position = bytes.endIndex }
            return (bytes[position...], nil)
        }
        let line = bytes[..<start].count { $0 == Self.lineFeed } + 1
        guard let end = pair(of: Self.closing, from: start + 2) else {
            throw .unreadable("line \(line): a tag is not closed")
        }
        var tag = try tag(in: bytes[start + 2..<end], line: line)
        let textStart = position
        var textEnd = start
        position = end + 2
        // A tag alone on its line goes with all of the line, but for variables.
        if tag.kind != .variable, let whole = lineAround(start..<position) {
            tag.indentation = bytes[whole.lowerBound..<start]
            (textEnd, position) = (whole.lowerBound, whole.upperBound)
        }
        return (bytes[textStart..<textEnd], tag)
    }

    /// Where the byte stands twice, from there on.
    private func pair(of byte: UInt8, from start: Int) -> Int? {
        bytes.indices[start...].first { bytes[$0] == byte && $0 + 1 < bytes.endIndex && bytes[$0 + 1] == byte }
    }

    private func tag(in inside: ArraySlice<UInt8>, line: Int) throws(TemplateSyntaxError) -> TemplateTag {
        let sign = inside.first.map { UnicodeScalar($0) }
        guard sign != "{", sign != "&" else { throw TemplateSyntaxError(detail: "holds a tag that does not escape") }
        let kind = sign.flatMap { TemplateTag.Kind(rawValue: $0) } ?? .variable
        if kind == .comment { return TemplateTag(kind: kind, name: "", line: line) }
        let text = kind == .variable ? inside : inside.dropFirst()
        let name = text.drop(while: Self.isBlank).reversed().drop(while: Self.isBlank).reversed()
        guard !name.isEmpty, name.allSatisfy(Self.isNamePart) else {
            let tag = String(decoding: inside, as: UTF8.self)
            throw .unreadable("line \(line): {{\(tag)}} is not a tag that is understood")
        }
        return TemplateTag(kind: kind, name: String(decoding: name, as: UTF8.self), line: line)
    }

    /// The line of a tag with its end, where nothing but blanks stands beside the tag.
    private func lineAround(_ tag: Range<Int>) -> Range<Int>? {
        let before = bytes[..<tag.lowerBound].reversed().prefix(while: Self.isBlank).count
        let start = tag.lowerBound - before
        guard start == 0 || bytes[start - 1] == Self.lineFeed else { return nil }
        var end = tag.upperBound + bytes[tag.upperBound...].prefix(while: Self.isBlank).count
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: "\r") { end += 1 }
        guard end < bytes.endIndex else { return start..<bytes.endIndex }
        return bytes[end] == Self.lineFeed ? start..<end + 1 : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
