import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET /invoices`: the list with the API's filters, as a form and links.
enum InvoicesPage {
    static let path = "/invoices"
    private static let limit = 25

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let ledger = try call.actor.ledger
        let today = call.now.day
        let sent = known(call.query)
        let currency = try call.service.ledgers.business(of: ledger).currency
        var view = InvoicesView(sent: sent, currency: currency)
        var query: InvoiceQuery
        do throws(ServiceError) {
            query = try InvoiceFilter.query(from: sent, in: ledger, cursors: call.service.cursors)
        } catch {
            guard case .invalid(let faults) = error else { throw error }
            view.note(faults)
            return try call.page(.invoices, view, status: .unprocessableContent)
        }
        query.fields = .summary
        query.wantsTotal = true
        if sent.values(InvoiceFilter.Parameter.limit.rawValue).allSatisfy(\.isEmpty) { query.limit = limit }
        let listing = try call.service.invoices.list(query, in: ledger)
        var rows: [InvoiceRowView] = []
        _ = try listing.read { invoice in
            rows.append(InvoiceRowView(invoice: invoice, currency: currency, today: today))
            return true
        }
        let end = try listing.end()
        let next = end.next.map { PageCursor(query, in: ledger).text(for: $0, call.service.cursors) }
        view.show(rows, of: query, matches: end.total ?? rows.count, next: next)
        return try call.page(.invoices, view)
    }

    /// The list's own parameters: foreign ones are ignored, and so are fields, which no page shows.
    private static func known(_ query: QueryString) -> QueryString {
        let names = InvoiceFilter.names.subtracting([FieldsParameter.name])
        return QueryString(query.pairs.filter { names.contains($0.name) && !$0.value.isEmpty })
    }
}
