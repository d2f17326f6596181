import Invoicing
import Mustache

/// An invoice on paper, and what surrounds it on the screen.
struct InvoiceView: MustacheParent {
    /// A button of the status control.
    private struct StatusChoiceView: MustacheParent {
        let status: InvoiceStatus
        let isCurrent: Bool

        func child(named name: String) -> Any? {
            switch name {
            case "value": status.rawValue
            case "word": StatusView.word(status)
            case "is_current": isCurrent
            default: nil
            }
        }
    }

    let invoice: Invoice
    let business: Business
    let today: CalendarDate
    let history: [HistoryView]
    let previous: NeighbourView?
    let next: NeighbourView?

    func child(named name: String) -> Any? {
        switch name {
        case "path": "/invoice/\(invoice.id)"
        case "business": BusinessView(business: business)
        case "customer_email": invoice.customerEmail
        case "customer_address": invoice.customerAddress
        case "notes": invoice.notes
        case "items": invoice.items.map { ItemView(item: $0) }
        case "statuses":
            InvoiceStatus.allCases.map { StatusChoiceView(status: $0, isCurrent: $0 == invoice.status) }
        case "history": history
        case "previous": previous
        case "next": next
        default: InvoiceRowView(invoice: invoice, currency: business.currency, today: today).child(named: name)
        }
    }
}

private struct BusinessView: MustacheParent {
    let business: Business

    func child(named name: String) -> Any? {
        switch name {
        case "name": business.name
        case "address": business.address
        case "tax_id": business.taxID
        case "payment_details": business.paymentDetails
        default: nil
        }
    }
}

private struct ItemView: MustacheParent {
    let item: LineItem

    func child(named name: String) -> Any? {
        switch name {
        case "description": item.description
        case "quantity": ReadableNumber.grouped(item.quantity.text)
        case "unit_price": ReadableNumber.grouped(item.unitPrice.text)
        case "amount": ReadableNumber.amount(item.amount)
        default: nil
        }
    }
}
