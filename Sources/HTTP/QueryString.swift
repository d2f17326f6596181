/// The parameters of a query, in the order in which they were sent.
package struct QueryString: Sendable {
    package typealias Pair = Parameter

    /// More than a request needs; every parameter costs work.
    package static let mostPairs = 1000

    private enum Content {
        case pairs([Pair])
        /// As sent, and known to be valid: parsed only on access.
        case plain(String)
    }

    private let content: Content

    package init(_ pairs: [Pair]) {
        content = .pairs(pairs)
    }

    /// Parses a query as sent, without its `?`: percent-decoded, `+` is a space.
    package init(parsing query: String) throws(QueryFault) {
        var query = query
        // Each pair takes at least one byte, so the number of bytes bounds the number of pairs.
        let isValidAsSent = query.withUTF8 { $0.count <= Self.mostPairs && $0.isPlain && !URLEncoded.hasEscapes($0) }
        if isValidAsSent {
            content = .plain(query)
        } else {
            content = .pairs(try URLEncoded.parameters(of: Array(query.utf8), atMost: Self.mostPairs))
        }
    }

    /// Parsed again on each call, unless something was encoded.
    package var pairs: [Pair] {
        switch content {
        case .pairs(let pairs): return pairs
        case .plain(let query):
            do throws(QueryFault) {
                return try URLEncoded.parameters(of: Array(query.utf8), atMost: Self.mostPairs)
            } catch {
                preconditionFailure("A plain query is always valid.")
            }
        }
    }

    /// The values of the parameters with this name, in order.
    package func values(_ name: String) -> [String] {
        pairs.compactMap { $0.name == name ? $0.value : nil }
    }
}

extension QueryString: Equatable {
    package static func == (left: QueryString, right: QueryString) -> Bool { left.pairs == right.pairs }
}

/// Why a query, or a form of the same syntax, cannot be parsed.
package enum QueryFault: Error, Equatable, Sendable {
    /// A `%` that is not followed by two hexadecimal digits.
    case badEscape
    /// The decoded bytes are not UTF-8.
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
