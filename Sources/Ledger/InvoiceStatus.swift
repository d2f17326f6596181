/// The payment status of an invoice.
package enum InvoiceStatus: String, CaseIterable, Sendable {
    case pending = "PENDING"
    case paid = "PAID"
    case cancelled = "CANCELLED"
}
