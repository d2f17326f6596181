import Invoicing

extension SQLiteStore: LedgerStore {
    package func summary(of ledger: Int64, on day: CalendarDate) throws(ServiceError) -> LedgerSummary {
        try read { connection in
            let totals = try connection.all(
                "SELECT month, status, invoices, billions, cents FROM month_totals WHERE ledger_id = ?1",
                .integer(ledger)
            ) { row in
                MonthTotal(
                    month: Int(row.integer(0)), status: InvoiceStatus(code: row.integer(1)),
                    figure: LedgerSummary.Figure(in: row, from: 2))
            }
            let overdue = try connection.all(
                "SELECT invoices, billions, cents FROM due_totals WHERE ledger_id = ?1 AND due_date < ?2",
                .integer(ledger), .integer(Int64(day.daysSince1970))
            ) { LedgerSummary.Figure(in: $0, from: 0) }
            return LedgerSummary(totals, overdue: overdue.reduce(.none, +), on: day)
        }
    }

    package func customerNames(in ledger: Int64, limit: Int) throws(ServiceError) -> [String] {
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

    package func numbers(
        beginningWith prefix: String, in ledger: Int64, limit: Int
    ) throws(ServiceError) -> [InvoiceNumber] {
        try read { connection in
            // Numbers are ASCII: no character of theirs comes after U+10FFFF.
            try connection.all(
                """
                SELECT number FROM invoices WHERE ledger_id = ?1 AND number >= ?2 AND number < ?3
                ORDER BY number LIMIT ?4
                """,
                .integer(ledger), .text(prefix), .text(prefix + "\u{10FFFF}"), .integer(Int64(limit))
            ) { InvoiceNumber(stored: $0.text(0)) }
        }
    }

    package func business(of ledger: Int64) throws(ServiceError) -> Business {
        try read { connection in
            try connection.first(
                "SELECT name, address, tax_id, payment_details, currency FROM businesses WHERE ledger_id = ?1",
                .integer(ledger)
            ) { row in
                Business(
                    name: row.optionalText(0), address: row.optionalText(1), taxID: row.optionalText(2),
                    paymentDetails: row.optionalText(3), currency: row.text(4))
            } ?? Business()
        }
    }

    package func setBusiness(_ business: Business, of ledger: Int64) throws(ServiceError) {
        try write { connection in
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
}

/// A row of `month_totals`.
private struct MonthTotal {
    /// year × 12 + month - 1
    let month: Int
    let status: InvoiceStatus
    let figure: LedgerSummary.Figure
}

extension LedgerSummary {
    fileprivate init(_ totals: [MonthTotal], overdue: Figure, on day: CalendarDate) {
        let (year, month, _) = day.parts
        let current = year * 12 + month - 1
        func sum(_ isWanted: (MonthTotal) -> Bool) -> Figure {
            totals.filter(isWanted).map(\.figure).reduce(.none, +)
        }
        self.init(
            byStatus: Dictionary(
                uniqueKeysWithValues: InvoiceStatus.allCases.map { status in (status, sum { $0.status == status }) }),
            overdue: overdue,
            paidThisMonth: sum { $0.status == .paid && $0.month == current },
            paidThisYear: sum { $0.status == .paid && $0.month / 12 == year },
            months: (current - 11...current).map { month in
                Month(
                    year: month / 12, month: month % 12 + 1,
                    invoiced: sum { $0.month == month && $0.status != .cancelled },
                    paid: sum { $0.month == month && $0.status == .paid })
            })
    }
}

extension LedgerSummary.Figure {
    fileprivate static let none = Self(count: 0, total: MoneySum(cents: 0))

    /// In a row that holds a number of invoices, the billions and the cents, from that column on.
    fileprivate init(in row: SQLStatement, from column: Int32) {
        let cents = Int128(row.integer(column + 1)) * 1_000_000_000 + Int128(row.integer(column + 2))
        self.init(count: Int(row.integer(column)), total: MoneySum(cents: cents))
    }

    fileprivate static func + (left: Self, right: Self) -> Self {
        Self(count: left.count + right.count, total: MoneySum(cents: left.total.cents + right.total.cents))
    }
}
