import Primitives

/// The rules of an invoice's lines; the rules of its other members are in ``InvoiceField/kind``.
package enum InvoiceRules {
    package static let description = TextRule(1...500)
    package static let itemCount = 1...500
}
