import Application
import Ledger
import Primitives

/// `customer_name` and `customer_email`: a substring, compared by ``FoldedText``.
package enum SearchParameter {
    /// Search text longer than any text that could contain it is refused.
    package static let length = TextRule(1...254)

    /// The search text; nil when nothing is left after trimming.
    package static func parse(_ typed: String) throws(ValueFault) -> FoldedText? {
        try length.value(of: typed).map { FoldedText($0) }
    }
}
