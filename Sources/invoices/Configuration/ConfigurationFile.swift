/// A file of `NAME=VALUE` lines, in the form that systemd's `EnvironmentFile=` and a shell share.
///
/// Blank lines and lines that begin with `#` or `;` say nothing. White space around a name and a
/// value is dropped; a value in one pair of quotes is what is between them. What the two would
/// read in different ways (escapes, continued lines, quotes in mid-value) is refused.
struct ConfigurationFile: Equatable {
    private(set) var values: [String: String] = [:]

    /// Reads the file's text; throws every fault, each naming its line. No fault quotes a value.
    init(parsing text: String) throws(OperatorError) {
        var faults: [String] = []
        // CR LF is a single character.
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
                faults.append("line \(index + 1): the value of \(name) has a quote or a backslash out of place")
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
