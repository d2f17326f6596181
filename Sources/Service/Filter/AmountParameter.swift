import Invoicing

/// `min_amount` and `max_amount`: exact decimals, inclusive.
enum AmountParameter {
    static func parse(_ typed: String) throws(ValueFault) -> Money {
        try Money(exactly: TextRule.trimmed(typed))
    }
}
