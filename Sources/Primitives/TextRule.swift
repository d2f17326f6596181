/// The rule for a text that a user enters; lengths are in Unicode scalars.
package struct TextRule: Sendable {
    package let length: ClosedRange<Int>

    package init(_ length: ClosedRange<Int>) {
        self.length = length
    }

    /// The text trimmed at both ends, with CR LF and CR as LF; nil when nothing is left.
    ///
    /// Throws when it is too short or too long or holds a control character (C0, DEL or C1)
    /// other than newline and tab.
    package func value(of typed: String) throws(ValueFault) -> String? {
        let text = Self.trimmed(typed)
        if text.isEmpty { return nil }
        let scalars = text.unicodeScalars
        guard !scalars.contains(where: Self.isForbidden) else { throw ValueFault("must not hold control characters") }
        // Every scalar takes at least one byte, so most texts need no counting.
        if text.utf8.count > length.upperBound || length.lowerBound > 1 {
            guard length.contains(scalars.count) else {
                throw ValueFault(
                    length.lowerBound > 1 && scalars.count < length.lowerBound
                        ? "must have at least \(length.lowerBound) characters"
                        : "must have at most \(length.upperBound) characters"
                )
            }
        }
        return text
    }

    /// The text without surrounding white space, with LF as its only line ending.
    package static func trimmed(_ typed: String) -> String {
        guard let first = typed.unicodeScalars.firstIndex(where: { !isBlank($0) }),
            let last = typed.unicodeScalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        let scalars = typed.unicodeScalars[first...last]
        guard scalars.contains("\r") else { return String(scalars) }
        var text = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in scalars {
            if scalar == "\r" {
                text.append("\n")
            } else if !(scalar == "\n" && previous == "\r") {
                text.append(scalar)
            }
            previous = scalar
        }
        return String(text)
    }

    /// White space, except the control characters that no text may hold: those are refused, not trimmed.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
            : scalar.properties.isWhitespace && !isForbidden(scalar)
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 ? scalar != "\n" && scalar != "\t" : (0x7F...0x9F).contains(scalar.value)
    }
}
