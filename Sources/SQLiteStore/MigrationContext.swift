import Ledger

/// What a step of the migration needs beside the database.
package struct MigrationContext: Sendable {
    /// The answer to give again to a request of the first edition that had an `Idempotency-Key`: the key, and the
    /// invoice as it was when the request had made it.
    package typealias LegacyAnswer = @Sendable (_ key: String, _ invoice: Invoice) -> [UInt8]

    let legacyAnswer: LegacyAnswer
    let progress: @Sendable (_ done: Int, _ total: Int) -> Void

    /// `progress` is told how many of the history's records have been migrated.
    package init(
        legacyAnswer: @escaping LegacyAnswer, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) {
        self.legacyAnswer = legacyAnswer
        self.progress = progress
    }

    /// For migrators that only look which steps were run, and for databases without invoices.
    package static let none = MigrationContext(legacyAnswer: { _, _ in [] }, progress: { _, _ in })
}

/// Why a database cannot be migrated, as a sentence. It is as it was.
package struct MigrationFault: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(invoice: Int64, _ reason: String) {
        description = "Invoice \(invoice): \(reason)"
    }
}
