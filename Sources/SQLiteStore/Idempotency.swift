import Application
import Primitives

extension SQLiteUnitOfWork {
    func keptAnswer(of user: Int64, key: String) throws -> KeptAnswer? {
        try connection.first(
            "SELECT digest, moment, answer FROM idempotency_keys WHERE user_id = ?1 AND key = ?2",
            .integer(user), .text(key)
        ) { row in
            KeptAnswer(
                digest: row.bytes(0) ?? [], moment: Timestamp(seconds: row.integer(1)), answer: row.bytes(2) ?? [])
        }
    }

    func keep(_ answer: KeptAnswer, of user: Int64, key: String) throws {
        try connection.run(
            """
            INSERT INTO idempotency_keys (user_id, key, digest, moment, answer) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET digest = excluded.digest, moment = excluded.moment, answer = excluded.answer
            """,
            .integer(user), .text(key), .blob(answer.digest), .integer(answer.moment.seconds), .blob(answer.answer))
    }

    func removeKeptAnswers(before moment: Timestamp, atMost limit: Int) throws -> Int {
        try connection.run(
            """
            DELETE FROM idempotency_keys WHERE rowid IN (
                SELECT rowid FROM idempotency_keys WHERE moment <= ?1 ORDER BY moment LIMIT ?2)
            """, .integer(moment.seconds), .integer(Int64(limit)))
        return connection.changedRows
    }
}
