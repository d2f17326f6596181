import Ledger
import Primitives

/// An invoice on paper, and what surrounds it on the screen.
struct InvoiceView: TemplateObject {
    /// A button of the status control.
    private struct StatusChoiceView: TemplateObject {
        let status: InvoiceStatus
        let isCurrent: Bool

        func child(named name: String) -> (any TemplateValue)? {
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

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "path": InvoicePage.path(of: invoice.id)
        case "business": BusinessView(business: business)
        case "items": invoice.items.map { ItemView(item: $0) }
        case "statuses":
            InvoiceStatus.allCases.map { StatusChoiceView(status: $0, isCurrent: $0 == invoice.status) }
        case "history": history
        case "previous": previous
        case "next": next
        default:
            text(name) ?? InvoiceRowView(invoice: invoice, currency: business.currency, today: today).child(named: name)
        }
    }

    /// The text that a person typed for a field, by the field's name.
    private func text(_ name: String) -> String? {
        guard let field = InvoiceField(name: name), InvoiceField.typed.contains(field) else { return nil }
        return field.value(in: invoice)?.readableText
    }
}

private struct BusinessView: TemplateObject {
    let business: Business

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "name": business.name
        case "address": business.address
        case "tax_id": business.taxID
        case "payment_details": business.paymentDetails
        default: nil
        }
    }
}

private struct ItemView: TemplateObject {
    let item: LineItem

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "description": item.description
        case "quantity": ReadableNumber.grouped(item.quantity.text)
        case "unit_price": ReadableNumber.grouped(item.unitPrice.text)
        case "amount": ReadableNumber.amount(item.amount)
        default: nil
        }
    }
}
