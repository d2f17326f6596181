import HTTP
import Invoicing
import Mustache

/// `GET /invoice/{id}`: the invoice as it will be printed, its history and its neighbours.
enum InvoicePage {
    /// How many changes are shown: each is read with the whole invoice before and after it.
    private static let historyLength = 20

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let invoice = try call.invoice()
        let ledger = try call.actor.ledger
        let view = InvoiceView(
            invoice: invoice, business: try call.service.ledgers.business(of: ledger), today: call.now.day,
            history: try call.service.invoices.history(of: invoice.id, in: ledger, latest: historyLength).reversed().map
            { HistoryView($0) },
            previous: try neighbour(of: invoice, .descending, call), next: try neighbour(of: invoice, .ascending, call))
        return try call.page(.invoice, view)
    }

    /// The invoice created just before or after.
    private static func neighbour(
        of invoice: Invoice, _ order: InvoiceQuery.SortOrder, _ call: Call
    ) throws(ServiceError) -> NeighbourView? {
        var query = InvoiceQuery()
        query.fields = [InvoiceFields(.id), InvoiceFields(.number)]
        query.limit = 1
        query.sortOrder = order
        query.start = .after(ListPosition(value: .number(invoice.dateCreated.seconds), id: invoice.id))
        var found: Invoice?
        _ = try call.service.invoices.list(query, in: call.actor.ledger).read { neighbour in
            found = neighbour
            return true
        }
        return found.map { NeighbourView(href: "/invoice/\($0.id)", number: $0.number.text) }
    }
}

struct NeighbourView: MustacheParent {
    let href: String
    let number: String

    func child(named name: String) -> Any? {
        switch name {
        case "href": href
        case "number": number
        default: nil
        }
    }
}
