import Application
import Ledger
import Primitives

/// `min_amount` and `max_amount`: exact decimals, inclusive.
package enum AmountParameter {
    package static func parse(_ typed: String) throws(ValueFault) -> Money {
        try Money(exactly: TextRule.trimmed(typed))
    }
}
