/// An e-mail address by the contract's rule: one `@`, a domain with a dot, at most 254 characters.
package enum EmailRule {
    package static let length = TextRule(1...254)

    /// The trimmed address; nil when nothing is left after trimming.
    package static func value(of typed: String) throws(ValueFault) -> String? {
        guard let text = try length.value(of: typed) else { return nil }
        // By bytes: within `String`, an @ or a dot followed by a combining mark would be another character.
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let labels = parts.last?.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, !parts[0].isEmpty, labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }),
            !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { throw ValueFault("must be an e-mail address such as name@example.com") }
        return text
    }
}
