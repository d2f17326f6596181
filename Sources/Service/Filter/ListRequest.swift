import HTTP
import Invoicing
import Synchronization

/// What a query of the API's list asks for, with what its pages' links begin with.
///
/// A class, because the same one serves many requests.
final class ListRequest: Sendable {
    let query: InvoiceQuery
    /// The query's fields.
    let members: [InvoiceJSON.Member]
    let selection: PageCursor.Selection
    let link: PageLink

    /// Throws `invalid` with every fault there is.
    init(_ sent: QueryString, of path: String, in ledger: Int64, _ service: Service) throws(ServiceError) {
        var query = try InvoiceFilter.query(from: sent, in: ledger, cursors: service.cursors)
        query.asSnapshots = query.fields == .all
        self.query = query
        members = InvoiceJSON.members(query.fields)
        selection = PageCursor.Selection(query)
        link = PageLink(path, sent)
    }
}

/// The lists that were asked for lately, by their query as it was sent.
///
/// The same few are asked for again and again. What a query means depends on nothing but its text, unless
/// it has a cursor, which is another on each page and good for one user: those are not kept.
final class KnownLists: Sendable {
    /// More are not kept, and no longer ones, in bytes: memory stays bounded.
    private static let limit = 256
    private static let longest = 512

    private let known = Mutex<[String: ListRequest]>([:])

    func request(_ text: String, read: () throws(ServiceError) -> ListRequest) throws(ServiceError) -> ListRequest {
        // Two texts beyond ASCII may be equal to Swift and not the same.
        guard text.utf8.count <= Self.longest, text.isPlain else { return try read() }
        if let known = known.withLock({ $0[text] }) { return known }
        let request = try read()
        guard case .skip = request.query.start else { return request }
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            known[text] = request
        }
        return request
    }
}
