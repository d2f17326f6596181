import Synchronization

/// Tells whether the invoices of a ledger have changed: what is kept in memory of them is good for one version.
///
/// Each ledger has a count that is raised before and after every commit that writes its invoices: while the count is even
/// and the same, so are the invoices. This process is the only one that writes the database.
final class LedgerVersions: Sendable {
    /// A point in the history of a ledger's invoices.
    struct Version: Equatable {
        fileprivate let count: UInt64

        /// Whether no commit is under way: only then is the version one state.
        var isSettled: Bool { count % 2 == 0 }
    }

    private let counts = Mutex<[Int64: UInt64]>([:])

    func version(of ledger: Int64) -> Version {
        Version(count: counts.withLock { $0[ledger] ?? 0 })
    }

    /// Whether a ledger's invoices have been the same since that version was told.
    func isStill(_ version: Version, of ledger: Int64) -> Bool {
        version.isSettled && self.version(of: ledger) == version
    }

    /// To be called before and after each commit that writes invoices of these ledgers.
    func raise(_ ledgers: Set<Int64>) {
        if ledgers.isEmpty { return }
        counts.withLock { counts in
            for ledger in ledgers { counts[ledger, default: 0] += 1 }
        }
    }
}
