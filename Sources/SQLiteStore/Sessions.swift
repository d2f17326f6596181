import Accounts
import Application
import Ledger
import Primitives

extension SQLiteStore {
    package func session(_ digest: [UInt8]) throws(DomainError) -> Session? {
        try read { connection in
            let sql = "SELECT user_id, generation, created, last_used FROM sessions WHERE digest = ?1"
            // The user is read while the row is open, and so from the same state without a transaction.
            return try connection.first(sql, .blob(digest)) { row -> Session? in
                guard let user = try connection.user(row.integer(0)), user.generation == row.integer(1) else {
                    return nil
                }
                return Session(
                    user: user, created: Timestamp(seconds: row.integer(2)),
                    lastUsed: Timestamp(seconds: row.integer(3)))
            } ?? nil
        }
    }
}

extension SQLiteUnitOfWork {
    func insertSession(_ session: Session, digest: [UInt8]) throws {
        try connection.run(
            "INSERT INTO sessions (digest, user_id, generation, created, last_used) VALUES (?1, ?2, ?3, ?4, ?5)",
            .blob(digest), .integer(session.user.id), .integer(session.user.generation),
            .integer(session.created.seconds), .integer(session.lastUsed.seconds))
    }

    func noteUse(ofSession digest: [UInt8], at moment: Timestamp) throws {
        try connection.run(
            "UPDATE sessions SET last_used = ?2 WHERE digest = ?1", .blob(digest), .integer(moment.seconds))
    }

    func removeSession(_ digest: [UInt8]) throws {
        try connection.run("DELETE FROM sessions WHERE digest = ?1", .blob(digest))
    }

    func removeSessions(
        of user: Int64?, begunBefore begun: Timestamp, unusedSince unused: Timestamp, atMost limit: Int
    ) throws -> Int {
        try connection.run(
            """
            DELETE FROM sessions WHERE digest IN (
                SELECT digest FROM sessions JOIN users ON users.id = user_id
                WHERE \(user == nil ? "" : "user_id = ?4 AND ")
                    (created <= ?1 OR last_used <= ?2 OR sessions.generation <> users.generation) LIMIT ?3)
            """,
            [.integer(begun.seconds), .integer(unused.seconds), .integer(Int64(limit))]
                + (user.map { [.integer($0)] } ?? []))
        return connection.changedRows
    }
}
