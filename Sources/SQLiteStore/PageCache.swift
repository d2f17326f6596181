import Application

/// The SQL text and values of the pages that were asked for lately.
///
/// To put one together takes as long as to run it, and the same few lists are asked for again and again. Pages behind a
/// position differ each time and are not kept.
final class PageCache {
    private static let limit = 128

    private struct Question: Hashable {
        let query: InvoiceQuery
        let ledger: Int64
        let plan: ListPlan
    }

    private var pages: [Question: ListStatement] = [:]

    /// The statement of a query's page, made by `write` unless it is kept.
    func page(
        _ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan, write: () throws -> ListStatement
    ) rethrows -> ListStatement {
        guard case .skip = query.start else { return try write() }
        let question = Question(query: query, ledger: ledger, plan: plan)
        if let known = pages[question] { return known }
        let page = try write()
        if pages.count >= Self.limit { pages.removeAll(keepingCapacity: true) }
        pages[question] = page
        return page
    }
}
