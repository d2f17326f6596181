import ArgumentParser

/// A name by which browsers reach a server (RFC 1123, 2.1): letters, digits and hyphens, in lower case.
///
/// Names in other alphabets are given as they stand in the DNS (`xn--…`). Addresses are no names.
struct HostName: Equatable, Sendable {
    let text: String

    init?(_ typed: String) {
        let text = typed.lowercased()
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        }
        // A last label of digits alone would make it an IPv4 address.
        guard isName, text.utf8.count <= 253, labels.last?.allSatisfy(\.isNumber) == false else { return nil }
        self.text = text
    }
}

extension HostName: ExpressibleByArgument {
    init?(argument: String) {
        self.init(argument)
    }
}
