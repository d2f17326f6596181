import Application
import Ledger
import Primitives

extension SQLiteStore {
    package func figures(
        of ledger: Int64, dueBefore day: CalendarDate, recent: Int
    ) throws(DomainError) -> LedgerFigures {
        let version = caches?.versions.version(of: ledger)
        return try readState { connection in
            let recent = try connection.newestInvoices(in: ledger, limit: recent)
            // With the first read the state is fixed: unless the version has passed by now, the state is that version's.
            let sums = try sums(of: ledger, dueBefore: day, at: version, connection)
            return LedgerFigures(
                business: try connection.business(of: ledger), months: sums.months, overdue: sums.overdue,
                recent: recent)
        }
    }

    /// Kept sums, where the connection's transaction reads the state of that version.
    private func sums(
        of ledger: Int64, dueBefore day: CalendarDate, at version: LedgerVersions.Version?, _ connection: Connection
    ) throws -> FiguresCache.Sums {
        func read() throws -> FiguresCache.Sums {
            FiguresCache.Sums(
                months: try connection.monthFigures(of: ledger),
                overdue: try connection.overdue(in: ledger, before: day))
        }
        guard let caches, let version, caches.versions.isStill(version, of: ledger) else { return try read() }
        if let kept = caches.figures.sums(of: ledger, on: day, at: version) { return kept }
        let sums = try read()
        caches.figures.keep(sums, of: ledger, on: day, at: version)
        return sums
    }

    package func customerNames(in ledger: Int64, limit: Int) throws(DomainError) -> [String] {
        try read { connection in
            try connection.all(
                """
                SELECT (
                    SELECT customer_name FROM invoices
                    WHERE ledger_id = ?1 AND customer_name_folded = folded ORDER BY date_created DESC LIMIT 1
                )
                FROM customer_names WHERE ledger_id = ?1 ORDER BY uses DESC, folded LIMIT ?2
                """,
                .integer(ledger), .integer(Int64(limit))
            ) { $0.text(0) }
        }
    }

    package func business(of ledger: Int64) throws(DomainError) -> Business {
        try read { try $0.business(of: ledger) }
    }
}

extension SQLiteUnitOfWork {
    func setBusiness(_ business: Business, of ledger: Int64) throws {
        try connection.run(
            """
            INSERT INTO businesses (ledger_id, name, address, tax_id, payment_details, currency)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET name = ?2, address = ?3, tax_id = ?4, payment_details = ?5, currency = ?6
            """,
            .integer(ledger), .optional(business.name), .optional(business.address), .optional(business.taxID),
            .optional(business.paymentDetails), .text(business.currency))
    }
}

extension Connection {
    fileprivate func business(of ledger: Int64) throws -> Business {
        try first(
            "SELECT name, address, tax_id, payment_details, currency FROM businesses WHERE ledger_id = ?1",
            .integer(ledger)
        ) { row in
            Business(
                name: row.optionalText(0), address: row.optionalText(1), taxID: row.optionalText(2),
                paymentDetails: row.optionalText(3), currency: row.text(4))
        } ?? Business()
    }

    fileprivate func monthFigures(of ledger: Int64) throws -> [LedgerFigures.MonthFigure] {
        try all(
            "SELECT month, status, invoices, billions, cents FROM month_totals WHERE ledger_id = ?1", .integer(ledger)
        ) { row in
            let month = Int(row.integer(0))
            return LedgerFigures.MonthFigure(
                year: month / 12, month: month % 12 + 1, status: InvoiceStatus(code: row.integer(1)),
                figure: LedgerSummary.Figure(in: row, from: 2))
        }
    }

    fileprivate func overdue(in ledger: Int64, before day: CalendarDate) throws -> LedgerSummary.Figure {
        // Hundreds of days: SQLite adds them up several times as fast as they can be read row by row.
        try first(
            """
            SELECT ifnull(sum(invoices), 0), ifnull(sum(billions), 0), ifnull(sum(cents), 0) FROM due_totals
            WHERE ledger_id = ?1 AND due_date < ?2
            """, .integer(ledger), .integer(Int64(day.daysSince1970))
        ) { LedgerSummary.Figure(in: $0, from: 0) } ?? .none
    }

    fileprivate func newestInvoices(in ledger: Int64, limit: Int) throws -> [Invoice] {
        let columns = InvoiceColumns(.summary)
        return try all(
            """
            SELECT id, date_created\(columns.text) FROM invoices WHERE ledger_id = ?1
            ORDER BY date_created DESC, id DESC LIMIT ?2
            """, .integer(ledger), .integer(Int64(limit)), read: columns.invoice(in:))
    }
}

extension LedgerSummary.Figure {
    /// In a row that holds a number of invoices, the billions and the cents, from that column on.
    fileprivate init(in row: SQLStatement, from column: Int32) {
        let cents = Int128(row.integer(column + 1)) * 1_000_000_000 + Int128(row.integer(column + 2))
        self.init(count: Int(row.integer(column)), total: MoneySum(cents: cents))
    }
}
