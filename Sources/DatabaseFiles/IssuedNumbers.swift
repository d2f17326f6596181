import SQLiteStore

/// The numbers that a database has issued, so that another one can continue behind them.
struct IssuedNumbers {
    /// The last id of each table whose ids are never given again.
    let ids: [String: Int64]
    /// The greatest of all users' generations.
    let generation: Int64
    /// The greatest revision that an invoice may have been told to have.
    let revision: Int64

    func areContained(in other: IssuedNumbers) -> Bool {
        generation <= other.generation && revision <= other.revision
            && ids.allSatisfy { $0.value <= other.ids[$0.key] ?? 0 }
    }
}

extension Connection {
    /// How far ids, generations and revisions skip ahead where it is unknown how many were issued since a backup.
    private static let idGap: Int64 = 1_000_000

    /// Under any schema of this program's.
    func issuedNumbers() throws -> IssuedNumbers {
        let rows = try all("SELECT name, seq FROM sqlite_sequence") { ($0.text(0), $0.integer(1)) }
        var ids = Dictionary(rows) { max($0, $1) }
        let generation = try first("SELECT ifnull(max(generation), 0) FROM users") { $0.integer(0) } ?? 0
        let hasRecords = try first("SELECT 1 FROM sqlite_master WHERE name = 'revision_floor'") { _ in true } ?? false
        let revision: Int64
        if hasRecords {
            let greatest = try first("SELECT ifnull(max(revision), 0) FROM history") { $0.integer(0) } ?? 0
            revision = max(greatest, try revisionFloor())
        } else {
            // In the first edition an invoice's revision was the id of its last change.
            revision = ids.removeValue(forKey: "changes") ?? 0
        }
        return IssuedNumbers(ids: ids, generation: generation, revision: revision)
    }

    /// Ends every session and token that was ever issued, by the replaced database too.
    ///
    /// No number that it issued is issued again: a token names a user's id and generation, an `ETag` an invoice's id and
    /// revision. Idempotency keys stay: they say what this very database answered. `issued` is nil where it is unknown.
    func endSessionsAndTokens(after issued: IssuedNumbers?) throws {
        let own = try issuedNumbers()
        try run("DELETE FROM sessions")
        try run(
            "UPDATE users SET generation = ?1",
            .integer(
                max(issued?.generation ?? 0, own.generation) + (issued == nil ? Self.idGap : 1)))
        try run(
            "UPDATE revision_floor SET revision = ?1",
            .integer(
                issued.map { max($0.revision, own.revision) } ?? own.revision + Self.idGap))
        let tables = try all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        ) { $0.text(0) }
        for table in tables {
            let last = max(own.ids[table] ?? 0, issued?.ids[table] ?? 0)
            try run("DELETE FROM sqlite_sequence WHERE name = ?1", .text(table))
            try run(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", .text(table),
                .integer(last + (issued == nil ? Self.idGap : 0)))
        }
    }
}
