import Accounts
import Invoicing

extension SQLiteStore: ExpiringRecordStore {
    package func removeExpired(at moment: Timestamp, atMost limit: Int) throws(ServiceError) -> ExpiredRecords {
        try write { connection in
            ExpiredRecords(
                sessions: try connection.removeSessions(overAt: moment, atMost: limit),
                idempotencyKeys: try connection.removeKeys(forgottenAt: moment, atMost: limit))
        }
    }
}

extension Connection {
    /// What `Session.isAlive(at:)` says of each, and those of before the user's last change of generation.
    fileprivate func removeSessions(overAt moment: Timestamp, atMost limit: Int) throws -> Int {
        try run(
            """
            DELETE FROM sessions WHERE digest IN (
                SELECT digest FROM sessions JOIN users ON users.id = user_id
                WHERE created <= ?1 OR last_used <= ?2 OR sessions.generation <> users.generation LIMIT ?3)
            """,
            .integer(moment.seconds - Session.lifetime), .integer(moment.seconds - Session.idleLifetime),
            .integer(Int64(limit)))
        return changedRows
    }
}
