import GRDB
import Ledger
import LedgerCodec
import Primitives

/// Of step 6: requests with an `Idempotency-Key` are answered from what is kept with the key, no longer from the history.
struct KeysConversion {
    private let keys: SQLStatement
    private let insertion: SQLStatement

    init(_ database: Database) throws {
        keys = try SQLStatement(
            """
            SELECT old.user_id, old.key, old.body_digest, old.moment, changes.after, history.revision
            FROM old_idempotency_keys AS old
            JOIN changes ON changes.id = old.revision JOIN history ON history.id = old.revision
            """, on: database)
        insertion = try SQLStatement(
            "INSERT INTO idempotency_keys (user_id, key, digest, moment, answer) VALUES (?1, ?2, ?3, ?4, ?5)",
            on: database)
    }

    func run(_ answer: MigrationContext.LegacyAnswer) throws {
        defer { keys.reset() }
        keys.start([])
        while try keys.step() {
            let invoice = try FirstEdition.invoice(keys.bytes(4) ?? [], revision: keys.integer(5))
            let key = keys.text(1)
            _ = try insertion.first([
                .integer(keys.integer(0)), .text(key), .blob(keys.bytes(2) ?? []), .integer(keys.integer(3)),
                .blob(answer(key, invoice)),
            ]) { _ in }
        }
    }
}
