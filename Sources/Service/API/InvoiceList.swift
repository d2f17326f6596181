import Auth
import HTTP
import HTTPTypes
import Invoicing
import JSON

/// `GET /api/v1/invoices`: the user's invoices, filtered, sorted, a page at a time.
enum InvoiceList {
    static let path = "/api/v1/invoices"
    /// What is longer is sent in pieces of this size, in bytes.
    private static let piece = 256 * 1024

    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let ledger = try call.actor.ledger
        let request = try call.service.lists.request(call.request.query) { () throws(ServiceError) in
            try ListRequest(call.query, of: path, in: ledger, call.service)
        }
        var query = request.query
        query.wantsTotal = Preferences(parsing: call.request.headers[values: .prefer])["count"] == "exact"
        let listing = try call.service.invoices.list(query, in: ledger)
        var page = Page(request)
        let isWhole = try page.fill(from: listing, upTo: piece)
        let headers = try headers(for: listing.end(), request, ledger, call.service.cursors)
        if isWhole { return Response(.ok, headers: headers, body: .bytes(page.writer.bytes)) }
        return Response(
            .ok, headers: headers,
            body: .stream { write in
                var isWhole = false
                while !isWhole {
                    try write(page.writer.bytes)
                    page.writer.bytes.removeAll(keepingCapacity: true)
                    isWhole = try page.fill(from: listing, upTo: piece)
                }
                try write(page.writer.bytes)
            })
    }

    private static func headers(
        for end: ListEnd, _ request: ListRequest, _ ledger: Int64, _ cursors: CursorSeal
    ) -> HTTPFields {
        var headers: HTTPFields = [.contentType: JSONAnswer.mediaType]
        if let next = end.next {
            let cursor = PageCursor(request.selection, in: ledger).text(for: next, cursors)
            // Percent-encoded and base64url: a short look for what may not stand in a field is enough.
            let link = "<\(request.link.next(cursor))>; rel=\"next\""
            headers.append(HTTPField(name: .link, lenientValue: link.utf8))
        }
        if let total = end.total {
            headers[.totalCount] = String(total)
            headers[.preferenceApplied] = "count=exact"
        }
        return headers
    }

    /// The JSON array as it grows.
    private struct Page {
        let request: ListRequest
        var writer = JSONWriter(reserving: 16 * 1024)

        init(_ request: ListRequest) {
            self.request = request
            writer.beginArray()
        }

        /// Writes invoices until there are that many bytes; true when the array is closed.
        mutating func fill(from listing: any InvoiceListing, upTo size: Int) throws(ServiceError) -> Bool {
            // At hand, for the closures that are called for each row.
            let members = request.members
            let isWhole =
                if request.query.asSnapshots {
                    try listing.readSnapshots { invoice in
                        writer.json(invoice)
                        return writer.bytes.count < size
                    }
                } else if !request.query.fields.has(.items) {
                    try listing.readRows { row in
                        InvoiceJSON.write(row, members, to: &writer)
                        return writer.bytes.count < size
                    }
                } else {
                    try listing.read { invoice in
                        InvoiceJSON.write(invoice, members, to: &writer)
                        return writer.bytes.count < size
                    }
                }
            if isWhole { writer.endArray() }
            return isWhole
        }
    }
}
