import Administration

/// A file of `NAME=VALUE` lines, in the syntax that systemd's `EnvironmentFile=` and the shell have in common.
///
/// Blank lines and lines that begin with `#` or `;` are ignored. White space around names and values is removed; so is
/// one pair of quotes around a value. Syntax that the two interpret differently (escapes, continued lines, quotes
/// within a value) is refused.
struct ConfigurationFile: Equatable {
    private(set) var values: [String: String] = [:]

    /// Parses the file's text; throws all faults, each with its line number. No fault quotes a value.
    init(parsing text: String) throws(OperatorError) {
        var faults: [String] = []
        // To Swift, CR LF is a single character.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let line = line.trimmingWhiteSpace()
            guard let first = line.first, first != "#", first != ";" else { continue }
            guard let equals = line.firstIndex(of: "="), Self.isName(line[..<equals].trimmingWhiteSpace()) else {
                faults.append("line \(index + 1) is not NAME=VALUE")
                continue
            }
            let name = String(line[..<equals].trimmingWhiteSpace())
            guard let value = Self.value(line[line.index(after: equals)...].trimmingWhiteSpace()) else {
                faults.append("line \(index + 1): the value of \(name) contains a misplaced quote or backslash")
                continue
            }
            if values.updateValue(value, forKey: name) != nil {
                faults.append("line \(index + 1) sets \(name) a second time")
            }
        }
        guard faults.isEmpty else { throw OperatorError(faults) }
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func value(_ text: Substring) -> String? {
        var inner = text
        if let quote = text.first, quote == "\"" || quote == "'" {
            guard text.count >= 2, text.last == quote else { return nil }
            inner = text.dropFirst().dropLast()
        }
        return inner.contains { $0 == "\"" || $0 == "'" || $0 == "\\" } ? nil : String(inner)
    }
}

extension Substring {
    fileprivate func trimmingWhiteSpace() -> Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
