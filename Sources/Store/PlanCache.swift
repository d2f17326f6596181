import Invoicing

/// What a query's plan depends on: neither its page nor its fields.
struct PlanQuestion: Hashable {
    private let ledger: Int64
    private let filter: ListFilter
    private let sortKey: InvoiceQuery.SortKey
    private let sortOrder: InvoiceQuery.SortOrder

    init(_ query: InvoiceQuery, in ledger: Int64) {
        self.ledger = ledger
        filter = ListFilter(query)
        (sortKey, sortOrder) = (query.sortKey, query.sortOrder)
    }
}

/// The plans that a connection chose since the database was last written.
///
/// To choose one takes counting, and the same list is asked for again and again, page after page. A
/// plan that names customers is good for exactly one state of the database: all are forgotten when
/// that has changed, which is what `PRAGMA data_version` tells.
final class PlanCache {
    /// Lists come in more shapes than are worth keeping plans of.
    private static let limit = 128

    private var plans: [PlanQuestion: ListPlan] = [:]
    private var version: Int64 = 0

    func answer(to question: PlanQuestion, at version: Int64) -> ListPlan? {
        if version != self.version {
            plans.removeAll(keepingCapacity: true)
            self.version = version
        }
        return plans[question]
    }

    /// Keeps the answer for the version that was asked for last.
    func keep(_ plan: ListPlan, for question: PlanQuestion) {
        if plans.count >= Self.limit { plans.removeAll(keepingCapacity: true) }
        plans[question] = plan
    }
}
