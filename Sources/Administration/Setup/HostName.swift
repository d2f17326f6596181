/// A server's host name (RFC 1123, 2.1): letters, digits and hyphens, in lower case.
///
/// Internationalised names are given in their ASCII form (`xn--…`). IP addresses are refused.
package struct HostName: Equatable, Sendable {
    package let text: String

    package init?(_ typed: String) {
        let text = typed.lowercased()
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        }
        // With a last label of digits only, it would be an IPv4 address.
        guard isName, text.utf8.count <= 253, labels.last?.allSatisfy(\.isNumber) == false else { return nil }
        self.text = text
    }
}
