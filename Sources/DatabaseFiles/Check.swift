import GRDB
import Ledger
import LedgerCodec
import Primitives
import SQLiteStore

extension SQLiteStore {
    /// Verifies the whole database; one line for each finding, none when all is well.
    ///
    /// The file itself, references, amounts and totals computed again, folded texts, the counts of customers, the
    /// totals, that each invoice's history leads to what it is, and that ready answers of today's form say what it is.
    /// Reads everything, which takes minutes for millions of invoices.
    package func check() throws(DomainError) -> [String] {
        do {
            return try readers.readState { try $0.findings(answers) }
        } catch {
            throw failures.domainError(error)
        }
    }
}

extension Connection {
    /// How many findings of one kind are told.
    static let findingLimit = 100

    /// What ``SQLiteStore/check()`` says, within a transaction; the schema must be today's.
    func findings(_ answers: ReadyAnswers) throws -> [String] {
        let damage = try damage()
        // Nothing can be concluded from what a damaged file contains.
        guard damage.isEmpty else { return damage }
        var findings = try danglingReferences()
        findings += try customerCounts("customer_names", of: "customer_name_folded")
        findings += try customerCounts("customer_emails", of: "customer_email_folded")
        let month = "strftime('%Y', date_created, 'unixepoch') * 12 + strftime('%m', date_created, 'unixepoch') - 1"
        findings += try totals("month_totals", by: "\(month), status", where: "TRUE")
        findings += try totals("due_totals", by: "due_date", where: "status = 0 AND due_date IS NOT NULL")
        findings += try deletedInvoices()
        findings += try invoices(answers)
        return findings
    }

    /// What SQLite finds wrong with the file, under any schema.
    func damage() throws -> [String] {
        let statement = try statement("PRAGMA integrity_check")
        defer { statement.reset() }
        statement.start([])
        var lines: [String] = []
        do throws(DatabaseError) {
            while try statement.step() {
                if statement.text(0) != "ok" { lines.append("The database file: \(statement.text(0))") }
            }
        } catch {
            // The damage can make the check itself fail.
            guard error.resultCode == .SQLITE_CORRUPT else { throw error }
            lines.append("The database file: \(Failures.sentence(error))")
        }
        return lines
    }

    /// Rows that refer to one that does not exist, under any schema.
    func danglingReferences() throws -> [String] {
        try all("PRAGMA foreign_key_check") {
            "A row of \($0.text(0)) refers to a row of \($0.text(2)) that is not there."
        }
    }

    private func customerCounts(_ table: String, of column: String) throws -> [String] {
        try miscounts(
            of: table, kept: "SELECT ledger_id, folded, uses FROM \(table)",
            counted: """
                SELECT ledger_id, \(column), count(*) FROM invoices WHERE \(column) IS NOT NULL
                GROUP BY ledger_id, \(column)
                """)
    }

    /// A row whose sums are zero may remain.
    private func totals(_ table: String, by key: String, where condition: String) throws -> [String] {
        try miscounts(
            of: table, kept: "SELECT * FROM \(table) WHERE (invoices, billions, cents) <> (0, 0, 0)",
            counted: """
                SELECT ledger_id, \(key), count(*), sum(total_cents / 1000000000), sum(total_cents % 1000000000)
                FROM invoices WHERE \(condition) GROUP BY ledger_id, \(key)
                """)
    }

    /// Compares what triggers keep with what there is.
    private func miscounts(of table: String, kept: String, counted: String) throws -> [String] {
        try all(
            """
            SELECT ledger_id, count(*) FROM (
                SELECT * FROM (\(counted) EXCEPT \(kept)) UNION ALL SELECT * FROM (\(kept) EXCEPT \(counted))
            ) GROUP BY ledger_id
            """
        ) { "Ledger \($0.integer(0)): \($0.integer(1)) entries of \(table) do not count what there is." }
    }
}
