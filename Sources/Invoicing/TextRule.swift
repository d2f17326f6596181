/// What a text that somebody typed must be; lengths are in Unicode scalars.
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
        // Every scalar takes at least a byte: most texts need no counting.
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

    /// The text with one kind of line end and without white space around it.
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

    /// White space, but for the control characters that no text may hold: those are refused, not trimmed.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
            : scalar.properties.isWhitespace && !isForbidden(scalar)
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 ? scalar != "\n" && scalar != "\t" : (0x7F...0x9F).contains(scalar.value)
    }
}

/// An e-mail address by the contract's rule: one `@`, a domain with a dot, at most 254 characters.
package enum EmailRule {
    package static let length = TextRule(1...254)

    /// The trimmed address; nil when nothing is left after trimming.
    package static func value(of typed: String) throws(ValueFault) -> String? {
        guard let text = try length.value(of: typed) else { return nil }
        // By bytes: an @ or a dot that a combining mark follows is one as any other.
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let labels = parts.last?.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, !parts[0].isEmpty, labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }),
            !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { throw ValueFault("must be an e-mail address such as name@example.com") }
        return text
    }
}

/// Whether two texts are the same to the letter: `String` takes `é`, composed or not, for the same.
func haveSameScalars(_ left: String?, _ right: String?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
    default: false
    }
}
