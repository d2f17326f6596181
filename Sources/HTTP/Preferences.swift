/// The preferences that a client sends in `Prefer` (RFC 7240, 2).
package struct Preferences: Equatable, Sendable {
    private let values: [String: String]

    /// Parses all `Prefer` field lines. Malformed and unknown preferences are ignored (RFC 7240, 2).
    package init(parsing lines: [String]) {
        var values: [String: String] = [:]
        for line in lines {
            for element in Self.elements(of: line) {
                guard let (name, value) = Self.preference(element), values[name] == nil else { continue }
                values[name] = value
            }
        }
        self.values = values
    }

    /// The value of the preference with this lower-case name; "" when it was sent without a value,
    /// nil when it was not sent. If it was sent several times, the first counts.
    package subscript(name: String) -> String? {
        values[name]
    }

    /// The elements of a list, separated by commas outside quotes.
    private static func elements(of line: String) -> [ArraySlice<UInt8>] {
        var isQuoted = false
        var isEscaped = false
        return Array(line.utf8).split { byte in
            defer { isEscaped = isQuoted && !isEscaped && byte == UInt8(ascii: "\\") }
            if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
            return byte == UInt8(ascii: ",") && !isQuoted
        }
    }

    /// `name` or `name = value`, optionally followed by `;` and parameters, which are ignored.
    private static func preference(_ element: ArraySlice<UInt8>) -> (name: String, value: String)? {
        var scanner = FieldScanner(element)
        scanner.skipBlanks()
        guard let name = scanner.token()?.lowercased() else { return nil }
        scanner.skipBlanks()
        var value = ""
        if scanner.take(UInt8(ascii: "=")) {
            scanner.skipBlanks()
            guard let word = scanner.word() else { return nil }
            value = word
            scanner.skipBlanks()
        }
        return scanner.isAtEnd || scanner.take(UInt8(ascii: ";")) ? (name, value) : nil
    }
}
