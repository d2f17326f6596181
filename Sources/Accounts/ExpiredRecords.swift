import Invoicing

/// How much was removed that had expired.
package struct ExpiredRecords: Equatable, Sendable {
    /// Sessions that are over.
    package var sessions: Int
    /// Idempotency keys that are forgotten.
    package var idempotencyKeys: Int

    package init(sessions: Int = 0, idempotencyKeys: Int = 0) {
        self.sessions = sessions
        self.idempotencyKeys = idempotencyKeys
    }
}

/// Where things lie that expire. Nothing reads what has expired; it only takes up room.
package protocol ExpiringRecordStore: Sendable {
    /// Removes at most so many records of each kind that have expired, in one transaction.
    ///
    /// Throws `unavailable`, `insufficientStorage` or `failed`.
    func removeExpired(at moment: Timestamp, atMost limit: Int) throws(ServiceError) -> ExpiredRecords
}
