import Application
import Synchronization

/// What a query's plan depends on: neither its page nor its fields.
struct PlanQuestion: Hashable {
    let ledger: Int64
    private let filter: ListFilter
    private let sortKey: InvoiceQuery.SortKey
    private let sortOrder: InvoiceQuery.SortOrder

    init(_ query: InvoiceQuery, in ledger: Int64) {
        self.ledger = ledger
        filter = ListFilter(query)
        (sortKey, sortOrder) = (query.sortKey, query.sortOrder)
    }
}

/// The plans that were chosen since each ledger's invoices were last written.
///
/// To choose one takes counting, and the same list is asked for again and again, page after page. A plan that names
/// customers is good for exactly one version of the ledger.
final class PlanCache: Sendable {
    /// What is known before a list is begun to be read.
    struct Answer {
        let version: LedgerVersions.Version
        let plan: ListPlan?
    }

    /// Lists are of more shapes than are worth keeping plans of.
    private static let limit = 1024

    private let versions: LedgerVersions
    private let plans = Mutex<[PlanQuestion: (version: LedgerVersions.Version, plan: ListPlan)]>([:])

    init(versions: LedgerVersions) {
        self.versions = versions
    }

    /// The plan that is kept for a question. It holds for what is read from now on if ``isStill(_:of:)`` says so once the
    /// reading has begun.
    func answer(to question: PlanQuestion) -> Answer {
        let version = versions.version(of: question.ledger)
        guard version.isSettled, let known = plans.withLock({ $0[question] }), known.version == version else {
            return Answer(version: version, plan: nil)
        }
        return Answer(version: version, plan: known.plan)
    }

    /// Whether a ledger's invoices have been the same since that version was told.
    func isStill(_ version: LedgerVersions.Version, of ledger: Int64) -> Bool {
        versions.isStill(version, of: ledger)
    }

    /// Keeps a plan for the state of that version, unless the ledger has been written since.
    func keep(_ plan: ListPlan, for question: PlanQuestion, at version: LedgerVersions.Version) {
        guard versions.isStill(version, of: question.ledger) else { return }
        plans.withLock { plans in
            if plans.count >= Self.limit { plans.removeAll(keepingCapacity: true) }
            plans[question] = (version, plan)
        }
    }
}
