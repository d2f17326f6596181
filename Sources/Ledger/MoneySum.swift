/// A sum of many amounts, in cents; a ledger's total may exceed 64 bits.
package struct MoneySum: Hashable, Sendable {
    package let cents: Int128

    package init(cents: Int128) {
        self.cents = cents
    }
}
