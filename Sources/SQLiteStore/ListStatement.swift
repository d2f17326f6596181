import Application
import Ledger
import Primitives

/// A statement of a list: literal SQL, and the values of `?1`, `?2` and so on.
///
/// Names of columns and indexes come from closed enumerations; what a caller sent is only ever bound.
struct ListStatement: Equatable {
    let sql: String
    let values: [SQLValue]

    /// The rows of a page and the one behind it: id, sort value, then the columns.
    static func page(_ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan) throws(DomainError) -> ListStatement {
        try rows(
            query, in: ledger, by: plan, columns: InvoiceColumns(query.fields).text, count: query.limit + 1,
            offset: query.skip)
    }

    /// The id and sort value of a page's last row and of the one behind it.
    static func last(_ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan) throws(DomainError) -> ListStatement {
        let before = query.skip.addingReportingOverflow(query.limit - 1)
        // The column makes it another statement than that of a page of ids, which may be open on the same connection.
        return try rows(
            query, in: ledger, by: plan, columns: ", NULL", count: 2,
            offset: before.overflow ? .max : before.partialValue)
    }

    /// How many match in all: taken from the totals where the filter is about nothing but the status or one part of a text.
    static func count(_ query: InvoiceQuery, in ledger: Int64) -> ListStatement {
        let filter = ListFilter(query)
        var builder = ListConditions(ledger)
        let conditions = builder.conditions(filter, except: []).joined(separator: " AND ")
        if filter.ranges.isEmpty, filter.needles.isEmpty {
            return ListStatement(
                sql: "SELECT ifnull(sum(invoices), 0) FROM month_totals WHERE \(conditions)", values: builder.values)
        }
        if filter.ranges.isEmpty, filter.statuses.isEmpty, filter.needles.count == 1, let needle = filter.needles.first
        {
            let table = CustomerTable(of: needle.column)
            return ListStatement(
                sql: """
                    SELECT ifnull(sum(uses), 0) FROM \(table.rawValue) WHERE ledger_id = ?1 AND instr(folded, ?2) > 0
                    """, values: [.integer(ledger), .text(needle.text.text)])
        }
        return ListStatement(sql: "SELECT count(*) FROM invoices WHERE \(conditions)", values: builder.values)
    }

    /// How many one filter lets through, counted to one above ``ListPlan/few``.
    static func probe(_ filter: ListFilter, _ column: FilterColumn, in ledger: Int64) -> ListStatement {
        var builder = ListConditions(ledger)
        let conditions = builder.condition(filter, on: column, named: column.rawValue)
        let limit = builder.bind(.integer(Int64(ListPlan.few + 1)))
        return ListStatement(
            sql: """
                SELECT count(*) FROM (
                    SELECT 1 FROM invoices INDEXED BY \(column.index)
                    WHERE ledger_id = ?1 AND \(conditions) LIMIT \(limit)
                )
                """, values: builder.values)
    }

    private static func rows(
        _ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan, columns: String, count: Int, offset: Int
    ) throws(DomainError) -> ListStatement {
        let sort = ListSort(query)
        var builder = ListConditions(ledger)
        let selects = try builder.alternatives(query, sort, by: plan).map {
            "SELECT id, \(sort.column)\(columns) FROM invoices INDEXED BY \($0.index) WHERE \($0.conditions)"
        }
        let limit = builder.bind(.integer(Int64(count)))
        let skipped = builder.bind(.integer(Int64(offset)))
        return ListStatement(
            sql: """
                \(selects.joined(separator: "\nUNION ALL "))
                ORDER BY 2 \(sort.direction), 1 \(sort.direction) LIMIT \(limit) OFFSET \(skipped)
                """, values: builder.values)
    }
}

extension InvoiceQuery {
    /// How many rows to pass over; none behind a position.
    fileprivate var skip: Int {
        if case .skip(let count) = start { count } else { 0 }
    }
}
