import Application
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// `GET /invoices`: the list with the API's filters, as a form and links.
struct InvoicesPage: Sendable {
    static let path = "/invoices"
    private static let limit = 25

    let invoices: ListInvoices
    let ledger: ReadLedger
    let cursors: CursorSeal
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let actor = try call.actor
        let sent = Self.known(call.query)
        let currency = try ledger.business(for: actor).currency
        var view = InvoicesView(sent: sent, currency: currency)
        var query: InvoiceQuery
        do throws(DomainError) {
            query = try InvoiceFilter.query(from: sent, in: actor.ledger, cursors: cursors)
        } catch {
            guard case .invalid(let faults) = error else { throw error }
            view.note(faults)
            return renderer.page(.invoices, view, for: call, status: .unprocessableContent)
        }
        query.fields = .summary
        query.wantsTotal = true
        if sent.values(InvoiceFilter.Parameter.limit.rawValue).allSatisfy(\.isEmpty) { query.limit = Self.limit }
        let listing = try invoices.invoices(query, for: actor)
        var rows: [InvoiceRowView] = []
        _ = try listing.read { invoice in
            rows.append(InvoiceRowView(invoice: invoice, currency: currency, today: call.now.day))
            return true
        }
        let end = try listing.end()
        let next = end.next.map { PageCursor(query, in: actor.ledger).text(for: $0, cursors) }
        view.show(rows, of: query, matches: end.total ?? rows.count, next: next)
        return renderer.page(.invoices, view, for: call)
    }

    /// The list's own parameters: others are ignored, and so is the choice of fields, which no page shows.
    private static func known(_ query: QueryString) -> QueryString {
        let names = InvoiceFilter.names.subtracting([FieldsParameter.name])
        return QueryString(query.pairs.filter { names.contains($0.name) && !$0.value.isEmpty })
    }
}
