import Primitives

/// One line of an invoice. Its number within the invoice is its position, counted from 1.
package struct LineItem: Equatable, Sendable {
    package let description: String
    package let quantity: Quantity
    package let unitPrice: UnitPrice
    /// `quantity × unitPrice`, rounded half away from zero.
    package let amount: Money

    package init(description: String, quantity: Quantity, unitPrice: UnitPrice) {
        self.init(description: description, quantity: quantity, unitPrice: unitPrice, amount: quantity * unitPrice)
    }

    /// A line with its stored amount.
    package init(description: String, quantity: Quantity, unitPrice: UnitPrice, amount: Money) {
        self.description = description
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.amount = amount
    }

    /// Exact equality: texts are compared by their scalars.
    package static func == (left: LineItem, right: LineItem) -> Bool {
        haveSameScalars(left.description, right.description) && left.quantity == right.quantity
            && left.unitPrice == right.unitPrice && left.amount == right.amount
    }
}
