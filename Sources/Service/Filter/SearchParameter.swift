import Invoicing

/// `customer_name` and `customer_email`: a part of the text, compared by its fold.
enum SearchParameter {
    /// Longer than any text that could hold it, a needle is refused.
    static let length = TextRule(1...254)

    /// The needle; nil when nothing is left of it after trimming.
    static func parse(_ typed: String) throws(ValueFault) -> FoldedText? {
        try length.value(of: typed).map { FoldedText($0) }
    }
}
