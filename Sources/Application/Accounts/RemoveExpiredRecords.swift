import Accounts
import Ledger
import Primitives

/// Removes expired sessions and expired idempotency keys. They are never read again and only take up space.
package struct RemoveExpiredRecords: Sendable {
    /// The numbers of records removed.
    package struct Removed: Equatable, Sendable {
        package var sessions: Int
        package var idempotencyKeys: Int

        package init(sessions: Int = 0, idempotencyKeys: Int = 0) {
            self.sessions = sessions
            self.idempotencyKeys = idempotencyKeys
        }
    }

    private let store: any Store
    private let clock: Clock

    /// The maximum number of records removed in one unit of work, so that other writers do not wait long.
    private static let batch = 500

    package init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    package func perform() throws(DomainError) -> Removed {
        let now = clock.now()
        let (begun, unused) = Session.horizons(at: now)
        var removed = Removed()
        while true {
            let (sessions, keys) = try store.perform("remove expired records") { unit in
                (
                    try unit.removeSessions(
                        of: nil, begunBefore: begun, unusedSince: unused, atMost: Self.batch),
                    try unit.removeKeptAnswers(before: IdempotencyClaim.horizon(at: now), atMost: Self.batch)
                )
            }
            removed.sessions += sessions
            removed.idempotencyKeys += keys
            if max(sessions, keys) < Self.batch { return removed }
        }
    }
}
