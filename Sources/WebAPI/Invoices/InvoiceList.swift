import Auth
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Web

/// `GET /api/v1/invoices`: the user's invoices: filtered, sorted and paged.
struct InvoiceList: APIEndpoint {
    static let path = "/api/v1/invoices"
    /// Longer responses are sent in chunks of this size, in bytes.
    private static let chunkSize = 256 * 1024

    let listInvoices: ListInvoices
    let cursors: CursorSeal
    private let known = KnownLists()

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let actor = try call.actor
        let request = try known.request(call.request.query) { () throws(DomainError) in
            try ListRequest(call.query, of: Self.path, in: actor.ledger, cursors)
        }
        var query = request.query
        query.wantsTotal = Preferences(parsing: call.request.headers[values: .prefer])["count"] == "exact"
        if query.fields == .all {
            let listing = try listInvoices.answers(query, for: actor)
            return try respond(to: request, actor, { () throws(DomainError) in try listing.end() }) {
                (page, size) throws(DomainError) in
                try listing.read { invoice in
                    page.writer.json(invoice)
                    return page.writer.bytes.count < size
                }
            }
        }
        let listing = try listInvoices.invoices(query, for: actor)
        let hasItems = query.fields.has(.items)
        // A local copy for the closure that is called for each invoice.
        let members = request.members
        return try respond(to: request, actor, { () throws(DomainError) in try listing.end() }) {
            (page, size) throws(DomainError) in
            if hasItems {
                try listing.read { invoice in
                    InvoiceJSON.write(invoice, members, to: &page.writer)
                    return page.writer.bytes.count < size
                }
            } else {
                try listing.readRows { row in
                    InvoiceJSON.write(row, members, to: &page.writer)
                    return page.writer.bytes.count < size
                }
            }
        }
    }

    /// The response for a list; `read` writes invoices until the page has `size` bytes, and returns true at the end.
    private func respond(
        to request: ListRequest, _ actor: Actor, _ end: () throws(DomainError) -> ListEnd,
        _ read: @escaping (inout Page, _ size: Int) throws(DomainError) -> Bool
    ) throws(DomainError) -> Response {
        var page = Page()
        let isComplete = try page.fill(upTo: Self.chunkSize, read)
        let headers = headers(for: try end(), request, actor.ledger)
        if isComplete { return Response(.ok, headers: headers, body: .bytes(page.writer.bytes)) }
        return Response(
            .ok, headers: headers,
            body: .stream { write in
                var isComplete = false
                while !isComplete {
                    try write(page.writer.bytes)
                    page.writer.bytes.removeAll(keepingCapacity: true)
                    isComplete = try page.fill(upTo: Self.chunkSize, read)
                }
                try write(page.writer.bytes)
            })
    }

    private func headers(for end: ListEnd, _ request: ListRequest, _ ledger: Int64) -> HTTPFields {
        var headers: HTTPFields = [.contentType: JSONAnswer.mediaType]
        if let next = end.next {
            let cursor = PageCursor(request.selection, in: ledger).text(for: next, cursors)
            // Percent-encoding and base64url contain only valid field characters, so the lenient check suffices.
            let link = "<\(request.link.next(cursor))>; rel=\"next\""
            headers.append(HTTPField(name: .link, lenientValue: link.utf8))
        }
        if let total = end.total {
            headers[.totalCount] = String(total)
            headers[.preferenceApplied] = "count=exact"
        }
        return headers
    }

    /// The JSON array under construction.
    private struct Page {
        var writer = JSONWriter(reserving: 16 * 1024)

        init() {
            writer.beginArray()
        }

        /// Writes invoices until there are `size` bytes; true when the array is complete.
        mutating func fill(
            upTo size: Int, _ read: (inout Page, _ size: Int) throws(DomainError) -> Bool
        ) throws(DomainError) -> Bool {
            let isComplete = try read(&self, size)
            if isComplete { writer.endArray() }
            return isComplete
        }
    }

    init(listInvoices: ListInvoices, cursors: CursorSeal) {
        self.listInvoices = listInvoices
        self.cursors = cursors
    }
}
