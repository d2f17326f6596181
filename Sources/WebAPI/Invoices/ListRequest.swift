import Auth
import HTTP
import Application
import Ledger
import Primitives
import Web
import Synchronization

/// A parsed query of the API's list, with the common part of its page links.
///
/// A class, because one instance is shared by many requests.
final class ListRequest: Sendable {
    let query: InvoiceQuery
    /// The query's fields.
    let members: [InvoiceJSON.Member]
    let selection: PageCursor.Selection
    let link: PageLink

    /// Throws `invalid` with every fault.
    init(_ sent: QueryString, of path: String, in ledger: Int64, _ cursors: CursorSeal) throws(DomainError) {
        query = try InvoiceFilter.query(from: sent, in: ledger, cursors: cursors)
        members = InvoiceJSON.members(query.fields)
        selection = PageCursor.Selection(query)
        link = PageLink(path, sent)
    }
}

/// A cache of recent list requests, keyed by the query as it was sent.
///
/// The same few queries recur. The meaning of a query depends only on its text, unless
/// it has a cursor, which differs for each page and user: those are not cached.
final class KnownLists: Sendable {
    /// The maximum number of entries, and the maximum length of a query in bytes, to bound memory.
    private static let limit = 256
    private static let maximumLength = 512

    private let known = Mutex<[String: ListRequest]>([:])

    func request(_ text: String, read: () throws(DomainError) -> ListRequest) throws(DomainError) -> ListRequest {
        // Swift's `==` can treat different non-ASCII texts as equal.
        guard text.utf8.count <= Self.maximumLength, text.isPlain else { return try read() }
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
