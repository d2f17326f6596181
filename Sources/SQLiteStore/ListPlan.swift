import Application
import Ledger
import Primitives

/// A column that a filter is about, with the index that finds what matches it.
enum FilterColumn: String {
    case status
    case customerName = "customer_name_folded"
    case customerEmail = "customer_email_folded"
    case dateCreated = "date_created"
    case dueDate = "due_ascending"
    case total = "total_cents"

    /// The column as a row has it.
    var stored: String { self == .dueDate ? "due_date" : rawValue }

    var index: String {
        switch self {
        case .status: "invoices_of_status"
        case .customerName: "invoices_of_name"
        case .customerEmail: "invoices_of_email"
        case .dateCreated: "invoices_by_date_created"
        case .dueDate: "invoices_by_due_ascending"
        case .total: "invoices_by_total"
        }
    }
}

/// How the invoices of a list are found.
///
/// SQLite keeps no statistics that would tell a rare customer from a common one, so the choice is
/// made here, from counts, and written into the statement as `INDEXED BY`.
enum ListPlan: Hashable {
    /// Along the index of the sort; what the filters exclude is skipped.
    case sorted
    /// In the default order: for each of those values along its own stretch of the column's index, merged.
    case each(FilterColumn, [SQLValue])
    /// In the default order, by due dates: most invoices have one of a few payment terms, so a range of due dates is
    /// nearly a range of dates of creation. The invoices with terms in that range are read along the index of the
    /// sort, where one of them can be; those with any other term, which are few, are gathered.
    case usualTerms(ClosedRange<Int64>)
    /// Few: all that the filter's index has, sorted afterwards. Of a text column, those values.
    case gathered(FilterColumn, [SQLValue])

    /// How many invoices are gathered and sorted at most; so many take less than a millisecond.
    static let few = 500
    /// How many stretches are merged at most.
    static let mergeLimit = 8
}

/// The payment term: how many days an invoice is due after its creation. The expression has an index.
enum PaymentTerm {
    static let index = "invoices_by_payment_term"
    static let expression = "due_date - date_created / 86400"
    /// Below every term. Excludes invoices without a due date by a seek; `IS NOT NULL` would step over each of them.
    static let lowerBound = -9_000_000
    /// How many invoices have a term below the range of ``ListPlan/usualTerms(_:)`` at most, and how many above.
    static let exceptions: Int64 = 200
}

/// The tables of the distinct texts of a ledger's customers, with how many invoices have each.
enum CustomerTable: String {
    case names = "customer_names"
    case emails = "customer_emails"

    init(of column: FilterColumn) {
        self = column == .customerEmail ? .emails : .names
    }
}

extension Connection {
    /// Chooses the plan of a query, in the transaction in which it is then followed; reads what must be known for that.
    func choosePlan(for query: InvoiceQuery, in ledger: Int64) throws -> ListPlan {
        // There is only one way then.
        guard query.isFiltered else { return .sorted }
        if let plan = try customerPlan(for: query, in: ledger) { return plan }
        let filter = ListFilter(query)
        for column in filter.ranges.keys.sorted(by: { $0.rawValue < $1.rawValue })
        where column != query.sortKey.filterColumn {
            if try isFew(filter, column, in: ledger) { return .gathered(column, []) }
        }
        let isByDate = query.sortKey == .dateCreated
        if !filter.statuses.isEmpty, try isFew(filter, .status, in: ledger) {
            return isByDate ? .each(.status, filter.statuses) : .gathered(.status, [])
        }
        // This helps where the list would begin with what is due beyond the end of the range.
        let isDueAtTheOtherEnd = query.sortOrder == .descending ? query.dueBefore != nil : query.dueAfter != nil
        if isByDate, isDueAtTheOtherEnd, let terms = try usualTerms(in: ledger) { return .usualTerms(terms) }
        if isByDate, !filter.statuses.isEmpty { return .each(.status, filter.statuses) }
        return .sorted
    }

    /// The payment terms of a ledger's invoices but for a few exceptions.
    private func usualTerms(in ledger: Int64) throws -> ClosedRange<Int64>? {
        func term(_ direction: String) throws -> Int64? {
            try first(
                """
                SELECT \(PaymentTerm.expression) FROM invoices INDEXED BY \(PaymentTerm.index)
                WHERE ledger_id = ?1 AND \(PaymentTerm.expression) > \(PaymentTerm.lowerBound)
                ORDER BY \(PaymentTerm.expression) \(direction) LIMIT 1 OFFSET ?2
                """, .integer(ledger), .integer(PaymentTerm.exceptions)
            ) { $0.integer(0) }
        }
        guard let low = try term("ASC"), let high = try term("DESC"), low <= high else { return nil }
        return low...high
    }

    /// By the customers that match, unless they are common.
    private func customerPlan(for query: InvoiceQuery, in ledger: Int64) throws -> ListPlan? {
        for (needle, table, column) in [
            (query.customerName, CustomerTable.names, FilterColumn.customerName),
            (query.customerEmail, .emails, .customerEmail),
        ] {
            // Those of one text are in the default order in its index; for another they must be few.
            let mergeLimit = query.sortKey == .dateCreated ? ListPlan.mergeLimit : 0
            guard let needle,
                let texts = try customers(with: needle, in: table, of: ledger, ifFewOrUpTo: mergeLimit)
            else { continue }
            // A text that no invoice has finds nothing.
            let values = (texts.isEmpty ? [needle.text] : texts).map { SQLValue.text($0) }
            return values.count <= mergeLimit ? .each(column, values) : .gathered(column, values)
        }
        return nil
    }

    /// The distinct texts that hold the needle; nil when their invoices are many, and they more than so many.
    private func customers(
        with needle: FoldedText, in table: CustomerTable, of ledger: Int64, ifFewOrUpTo limit: Int
    ) throws -> [String]? {
        let statement = try statement(
            "SELECT folded, uses FROM \(table.rawValue) WHERE ledger_id = ?1 AND instr(folded, ?2) > 0")
        defer { statement.reset() }
        statement.start([.integer(ledger), .text(needle.text)])
        var texts: [String] = []
        var uses = 0
        while try statement.step() {
            texts.append(statement.text(0))
            uses += Int(statement.integer(1))
            if uses > ListPlan.few, texts.count > limit { return nil }
        }
        return texts
    }

    private func isFew(_ filter: ListFilter, _ column: FilterColumn, in ledger: Int64) throws -> Bool {
        let statement = ListStatement.probe(filter, column, in: ledger)
        let prepared = try self.statement(statement.sql)
        defer { prepared.reset() }
        prepared.start(statement.values)
        return try prepared.step() && prepared.integer(0) <= ListPlan.few
    }
}
