import HTTP
import Invoicing
import Mustache

/// `GET` (asks) and `POST /invoice/{id}/delete`.
enum DeletePage {
    static func show(_ call: Call) throws(ServiceError) -> Response {
        let invoice = try call.invoice(fields: .summary)
        let currency = try call.service.ledgers.business(of: call.actor.ledger).currency
        return try call.page(.delete, DeleteView(invoice: invoice, currency: currency, today: call.now.day))
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        try call.service.invoices.delete(call.invoiceID, by: call.actor, at: call.now) { _ throws(ServiceError) in }
        return call.seeOther(InvoicesPage.path)
    }
}

struct DeleteView: MustacheParent {
    let invoice: Invoice
    let currency: String
    let today: CalendarDate

    func child(named name: String) -> Any? {
        switch name {
        case "path": "/invoice/\(invoice.id)"
        default: InvoiceRowView(invoice: invoice, currency: currency, today: today).child(named: name)
        }
    }
}
