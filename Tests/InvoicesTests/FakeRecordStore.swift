import Accounts
import Invoicing
import Synchronization

/// So many expired records in memory.
final class FakeRecordStore: ExpiringRecordStore {
    private let expired: Mutex<ExpiredRecords>

    init(_ expired: ExpiredRecords = ExpiredRecords()) {
        self.expired = Mutex(expired)
    }

    func removeExpired(at moment: Timestamp, atMost limit: Int) throws(ServiceError) -> ExpiredRecords {
        expired.withLock { expired in
            let removed = ExpiredRecords(
                sessions: min(limit, expired.sessions), idempotencyKeys: min(limit, expired.idempotencyKeys))
            expired.sessions -= removed.sessions
            expired.idempotencyKeys -= removed.idempotencyKeys
            return removed
        }
    }
}
