import Invoicing

/// What was created under an `Idempotency-Key`, inside a transaction.
extension Connection {
    /// How many forgotten keys are swept out with each new one: more than come, so that they do not pile up.
    private static let sweep = 16

    /// The answer to an earlier request with the same key and body; nil when the key is new or forgotten.
    func creation(under claim: IdempotencyClaim, of actor: Actor, at moment: Timestamp) throws -> InvoiceCreated? {
        try first(
            """
            SELECT body_digest, invoice_id, revision, after
            FROM idempotency_keys JOIN changes ON changes.id = revision
            WHERE idempotency_keys.user_id = ?1 AND key = ?2 AND idempotency_keys.moment > ?3
            """,
            .integer(actor.user), .text(claim.key), .integer(Self.horizon(at: moment))
        ) { row in
            guard row.bytes(0) == claim.bodyDigest else {
                throw ServiceError.invalid([
                    Fault(.header("Idempotency-Key"), "was used for another request; a new request needs a new key")
                ])
            }
            return InvoiceCreated(
                id: row.integer(1), revision: row.integer(2), snapshot: row.bytes(3) ?? [], isReplay: true)
        }
    }

    func remember(_ claim: IdempotencyClaim, of actor: Actor, at moment: Timestamp, revision: Int64) throws {
        _ = try removeKeys(forgottenAt: moment, atMost: Self.sweep)
        // It may stand there still, forgotten and not yet swept out.
        try run(
            """
            INSERT INTO idempotency_keys (user_id, key, body_digest, moment, revision) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET
                body_digest = excluded.body_digest, moment = excluded.moment, revision = excluded.revision
            """,
            .integer(actor.user), .text(claim.key), .blob(claim.bodyDigest), .integer(moment.seconds),
            .integer(revision))
    }

    /// How many there were, the oldest first.
    func removeKeys(forgottenAt moment: Timestamp, atMost limit: Int) throws -> Int {
        let forgotten = try all(
            "SELECT user_id, key FROM idempotency_keys WHERE moment <= ?1 ORDER BY moment LIMIT ?2",
            .integer(Self.horizon(at: moment)), .integer(Int64(limit))
        ) { (user: $0.integer(0), key: $0.text(1)) }
        for old in forgotten {
            try run("DELETE FROM idempotency_keys WHERE user_id = ?1 AND key = ?2", .integer(old.user), .text(old.key))
        }
        return forgotten.count
    }

    /// What was created then or before is forgotten.
    private static func horizon(at moment: Timestamp) -> Int64 {
        moment.seconds - IdempotencyClaim.lifetime
    }
}
