/// What a client would like, by `Prefer` (RFC 7240, 2).
package struct Preferences: Equatable, Sendable {
    private let values: [String: String]

    /// Reads all field lines of that name. What cannot be read is passed over, as is what nobody
    /// here knows: a preference is no demand.
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

    /// The value of a preference, whose name is given in lower case; "" when it was sent without one,
    /// nil when it was not sent. Of several of that name the first counts.
    package subscript(name: String) -> String? {
        values[name]
    }

    /// The elements of a list, separated by commas that are not within quotes.
    private static func elements(of line: String) -> [ArraySlice<UInt8>] {
        var isQuoted = false
        var isEscaped = false
        return Array(line.utf8).split { byte in
            defer { isEscaped = isQuoted && !isEscaped && byte == UInt8(ascii: "\\") }
            if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
            return byte == UInt8(ascii: ",") && !isQuoted
        }
    }

    /// `name`, or `name = value`, then perhaps `;` and parameters, which nothing here has a use for.
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
