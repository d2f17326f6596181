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
/// customers is good for exactly one state of the ledger. So each ledger has a count that is raised before and after
/// every commit that writes its invoices: while the count is even and the same, so are the invoices.
final class PlanCache: Sendable {
    /// A place in the history of a ledger's invoices.
    struct Version: Equatable {
        fileprivate let count: UInt64

        /// Whether no commit is under way: only then is the version one state.
        fileprivate var isSettled: Bool { count % 2 == 0 }
    }

    /// What is known before a list is begun to be read.
    struct Answer {
        let version: Version
        let plan: ListPlan?
    }

    private struct State {
        var counts: [Int64: UInt64] = [:]
        var plans: [PlanQuestion: (version: Version, plan: ListPlan)] = [:]
    }

    /// Lists are of more shapes than are worth keeping plans of.
    private static let limit = 1024

    private let state = Mutex(State())

    /// The plan that is kept for a question. It holds for what is read from now on if ``isStill(_:of:)`` says so once the
    /// reading has begun.
    func answer(to question: PlanQuestion) -> Answer {
        state.withLock { state in
            let version = Version(count: state.counts[question.ledger] ?? 0)
            guard version.isSettled, let known = state.plans[question], known.version == version else {
                return Answer(version: version, plan: nil)
            }
            return Answer(version: version, plan: known.plan)
        }
    }

    /// Whether a ledger's invoices have been the same since that version was told.
    func isStill(_ version: Version, of ledger: Int64) -> Bool {
        version.isSettled && state.withLock { $0.counts[ledger] ?? 0 } == version.count
    }

    /// Keeps a plan for the state of that version, unless the ledger has been written since.
    func keep(_ plan: ListPlan, for question: PlanQuestion, at version: Version) {
        guard version.isSettled else { return }
        state.withLock { state in
            guard state.counts[question.ledger] ?? 0 == version.count else { return }
            if state.plans.count >= Self.limit { state.plans.removeAll(keepingCapacity: true) }
            state.plans[question] = (version, plan)
        }
    }

    func commitBegins(in ledgers: Set<Int64>) { raise(ledgers) }
    func commitEnded(in ledgers: Set<Int64>) { raise(ledgers) }

    private func raise(_ ledgers: Set<Int64>) {
        if ledgers.isEmpty { return }
        state.withLock { state in
            for ledger in ledgers { state.counts[ledger, default: 0] += 1 }
        }
    }
}
