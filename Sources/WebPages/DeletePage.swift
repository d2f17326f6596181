import Application
import HTTP
import Ledger
import Primitives

/// `GET` (asks) and `POST /invoice/{id}/delete`.
struct DeletePage: Sendable {
    let invoices: ReadInvoices
    let ledger: ReadLedger
    let deleteInvoice: DeleteInvoice
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let actor = try call.actor
        let invoice = try invoices.invoice(call.invoiceID, for: actor, fields: .summary)
        let currency = try ledger.business(for: actor).currency
        let row = InvoiceRowView(invoice: invoice, currency: currency, today: call.now.day)
        return renderer.page(.delete, DeleteView(row: row), for: call)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        try deleteInvoice.perform(call.invoiceID, by: call.actor)
        return call.seeOther(InvoicesPage.path)
    }
}

struct DeleteView: TemplateObject {
    let row: InvoiceRowView

    func child(named name: String) -> (any TemplateValue)? {
        name == "path" ? InvoicePage.path(of: row.invoice.id) : row.child(named: name)
    }
}
