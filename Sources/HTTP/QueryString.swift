/// The parameters of a query, in the order in which they were sent.
package struct QueryString: Equatable, Sendable {
    package typealias Pair = Parameter

    /// More than a request needs; each is work for the one who reads them.
    package static let mostPairs = 1000

    package let pairs: [Pair]

    package init(_ pairs: [Pair]) {
        self.pairs = pairs
    }

    /// Reads a query as it was sent, without its `?`: percent-decoded, `+` is a blank.
    package init(parsing query: String) throws(QueryFault) {
        pairs = try URLEncoded.parameters(of: Array(query.utf8), atMost: Self.mostPairs)
    }

    /// The values of the parameters of that name, in order.
    package func values(_ name: String) -> [String] {
        pairs.compactMap { $0.name == name ? $0.value : nil }
    }
}

/// Why a query, or a form of the same syntax, cannot be read. It is then not known what was asked for.
package enum QueryFault: Error, Equatable, Sendable {
    /// A `%` without two hexadecimal digits behind it.
    case badEscape
    /// What the escapes stand for is not UTF-8.
    case notUTF8
    /// More than 30 combining marks in a row (``Swift/String/isStreamSafe``).
    case notStreamSafe
    /// More than ``QueryString/mostPairs``, or ``FormFields/mostPairs``.
    case tooManyPairs

    /// One sentence without a full stop, for the sender.
    package var detail: String {
        switch self {
        case .badEscape: "A % is not followed by two hexadecimal digits"
        case .notUTF8: "The percent-encoded text is not UTF-8"
        case .notStreamSafe: "There are more than 30 combining marks in a row"
        case .tooManyPairs: "There are too many parameters"
        }
    }
}
