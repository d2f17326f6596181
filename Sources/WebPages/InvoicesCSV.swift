import Application
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// `GET /invoices.csv`: the list's whole selection as CSV (RFC 4180), in pieces.
struct InvoicesCSV: Sendable {
    static let path = "/invoices.csv"
    /// In bytes, about.
    private static let piece = 64 * 1024
    /// More than a ledger holds.
    private static let most = 1_000_000_000

    let invoices: ListInvoices
    let cursors: CursorSeal

    func download(_ call: PageCall) throws(DomainError) -> Response {
        let actor = try call.actor
        let names = InvoiceFilter.names.subtracting(["fields", "limit", "skip", "cursor"])
        let sent = QueryString(call.query.pairs.filter { names.contains($0.name) && !$0.value.isEmpty })
        var query = try InvoiceFilter.query(from: sent, in: actor.ledger, cursors: cursors)
        query.fields = .summary
        query.limit = Self.most
        let listing = try invoices.invoices(query, for: actor)
        let name = "invoices-\(call.now.day.text).csv"
        return Response(
            .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: .stream { write in
                var bytes = CSVRow.head
                var isWhole = false
                while !isWhole {
                    isWhole = try listing.readRows { row in
                        CSVRow.append(row, to: &bytes)
                        return bytes.count < Self.piece
                    }
                    try write(bytes)
                    bytes.removeAll(keepingCapacity: true)
                }
            })
    }
}
