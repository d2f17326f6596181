import Application
import HTTP
import Ledger
import Primitives

/// `GET /invoice/{id}`: the invoice as it will be printed, its history and its neighbours.
struct InvoicePage: Sendable {
    /// How many changes are shown, the latest.
    private static let historyLength = 20

    let invoices: ReadInvoices
    let ledger: ReadLedger
    let renderer: PageRenderer

    static func path(of id: Int64) -> String { "/invoice/\(id)" }

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let actor = try call.actor
        let invoice = try invoices.invoice(call.invoiceID, for: actor)
        let business = try ledger.business(for: actor)
        let history = try invoices.history(of: invoice.id, for: actor, latest: Self.historyLength)
        let (previous, next) = try invoices.neighbours(of: invoice, for: actor)
        let view = InvoiceView(
            invoice: invoice, business: business, today: call.now.day,
            history: history.reversed().map { HistoryView($0) }, previous: previous.map { NeighbourView(invoice: $0) },
            next: next.map { NeighbourView(invoice: $0) })
        return renderer.page(.invoice, view, for: call)
    }
}

struct NeighbourView: TemplateObject {
    let invoice: Invoice

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "href": InvoicePage.path(of: invoice.id)
        case "number": invoice.number.text
        default: nil
        }
    }
}
