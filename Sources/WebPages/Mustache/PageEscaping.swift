/// HTML is escaped byte by byte: in UTF-8 a quote is a byte of its own, whatever follows. (By characters, a quote
/// that a combining mark follows is another character, and would end an attribute.)
enum PageEscaping {
    /// Adds the text with `& < > " '` as entities.
    static func append(_ text: String, to page: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices {
                guard let entity = entity(for: bytes[index]) else { continue }
                page.append(contentsOf: bytes[start..<index])
                page.append(contentsOf: entity.utf8)
                start = index + 1
            }
            page.append(contentsOf: bytes[start...])
        }
    }

    private static func entity(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
