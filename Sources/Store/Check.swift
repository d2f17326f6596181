import GRDB
import Invoicing

extension SQLiteStore {
    /// Looks the whole database over; one line for each finding, none when all is well.
    ///
    /// The file itself, references, amounts and totals computed again, folded texts, the history's
    /// last line against what the rows say, the counts of customers and the totals. Reads everything: minutes, if need be.
    package func check() throws(ServiceError) -> [String] {
        do {
            let lease = try readers.lease()
            try lease.connection.run("BEGIN")
            return try lease.connection.findings(snapshots)
        } catch {
            throw failures.serviceError(error)
        }
    }
}

extension Connection {
    /// How many findings of one kind are told.
    private static let findingLimit = 100

    /// What ``SQLiteStore/check()`` says; the schema must be today's.
    func findings(_ snapshots: SnapshotReader) throws -> [String] {
        let damage = try damage()
        // What a damaged file says needs no further looks.
        guard damage.isEmpty else { return damage }
        var findings = try danglingReferences()
        findings += try strayRows()
        findings += try customerCounts("customer_names", of: "customer_name_folded")
        findings += try customerCounts("customer_emails", of: "customer_email_folded")
        let month = "strftime('%Y', date_created, 'unixepoch') * 12 + strftime('%m', date_created, 'unixepoch') - 1"
        findings += try totals("month_totals", by: "\(month), status", where: "TRUE")
        findings += try totals("due_totals", by: "due_date", where: "status = 0 AND due_date IS NOT NULL")
        findings += try invoices(snapshots)
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
            // It can stumble over what it looks for.
            guard error.resultCode == .SQLITE_CORRUPT else { throw error }
            lines.append("The database file: \(Failures.sentence(error))")
        }
        return lines
    }

    /// Rows that refer to one that is not there, under any schema.
    func danglingReferences() throws -> [String] {
        try all("PRAGMA foreign_key_check") {
            "A row of \($0.text(0)) refers to a row of \($0.text(2)) that is not there."
        }
    }

    /// Invoices that the history does not account for.
    private func strayRows() throws -> [String] {
        try all(
            """
            SELECT changes.invoice_id FROM changes LEFT JOIN invoices ON invoices.id = changes.invoice_id
            WHERE changes.id = (SELECT max(id) FROM changes AS later WHERE later.invoice_id = changes.invoice_id)
                AND (invoices.id IS NULL) <> (changes.action = 'deleted')
            LIMIT \(Self.findingLimit)
            """
        ) { "Invoice \($0.integer(0)): it is not there although its history does not end, or the reverse." }
    }

    private func customerCounts(_ table: String, of column: String) throws -> [String] {
        try miscounts(
            of: table, kept: "SELECT ledger_id, folded, uses FROM \(table)",
            counted: """
                SELECT ledger_id, \(column), count(*) FROM invoices WHERE \(column) IS NOT NULL
                GROUP BY ledger_id, \(column)
                """)
    }

    /// A row that came to nothing may stay.
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

    private func invoices(_ snapshots: SnapshotReader) throws -> [String] {
        let columns = InvoiceColumns(.all)
        let rows = try statement(
            """
            SELECT id, revision\(columns.text), ledger_id, customer_name_folded, customer_email_folded
            FROM invoices ORDER BY id
            """)
        defer { rows.reset() }
        rows.start([])
        var findings: [String] = []
        while findings.count < Self.findingLimit, try rows.step() {
            var invoice = columns.invoice(in: rows)
            invoice.revision = rows.integer(1)
            invoice.items = try items(of: invoice.id)
            findings += sums(of: invoice)
            if rows.text(columns.end + 1) != FoldedText(invoice.customerName).text
                || rows.optionalText(columns.end + 2) != invoice.customerEmail.map({ FoldedText($0).text })
            {
                findings.append("Invoice \(invoice.id): its customer is not found under the name that it has.")
            }
            let latest = try first(
                "SELECT after FROM changes WHERE id = ?1 AND invoice_id = ?2 AND ledger_id = ?3",
                .integer(invoice.revision), .integer(invoice.id), .integer(rows.integer(columns.end))
            ) { $0.bytes(0) }
            if latest == nil || snapshots.isFinished(invoice.revision) && latest != snapshots.write(invoice) {
                findings.append("Invoice \(invoice.id): it is not as its history says.")
            }
        }
        return findings
    }

    private func sums(of invoice: Invoice) -> [String] {
        var computed = invoice
        computed.take(invoice.items)
        var findings = zip(invoice.items, computed.items).enumerated().compactMap { index, items in
            items.0.amount == items.1.amount
                ? nil
                : "Invoice \(invoice.id): the amount of item \(index + 1) is \(items.0.amount.text), "
                    + "but should be \(items.1.amount.text)."
        }
        if invoice.total != computed.total {
            findings.append(
                "Invoice \(invoice.id): its total is \(invoice.total.text), its items make \(computed.total.text).")
        }
        if invoice.items.isEmpty { findings.append("Invoice \(invoice.id): it has no items.") }
        return findings
    }
}
