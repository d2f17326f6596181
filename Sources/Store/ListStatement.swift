import Invoicing

/// A statement of a list: literal SQL, and the values of `?1`, `?2` and so on.
///
/// Names of columns and indexes come from closed enumerations; what a caller sent is only ever bound.
struct ListStatement: Equatable {
    let sql: String
    let values: [SQLValue]

    /// The rows of a page and the one behind it: id, sort value, then the columns.
    static func page(_ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan) throws(ServiceError) -> ListStatement {
        let columns = query.asSnapshots ? ", revision" : InvoiceColumns(query.fields).text
        return try rows(
            query, in: ledger, by: plan, columns: columns, count: query.limit + 1, offset: query.skip)
    }

    /// The id and sort value of a page's last row and of the one behind it.
    static func last(_ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan) throws(ServiceError) -> ListStatement {
        let before = query.skip.addingReportingOverflow(query.limit - 1)
        return try rows(
            query, in: ledger, by: plan, columns: "", count: 2, offset: before.overflow ? .max : before.partialValue)
    }

    /// How many match in all.
    static func count(_ query: InvoiceQuery, in ledger: Int64) -> ListStatement {
        var builder = ListConditions(ledger)
        let conditions = builder.conditions(ListFilter(query), except: [])
        return ListStatement(
            sql: "SELECT count(*) FROM invoices WHERE \(conditions.joined(separator: " AND "))", values: builder.values)
    }

    /// How many one filter lets through, counted to one above ``ListPlan/few``.
    static func probe(_ filter: ListFilter, _ column: FilterColumn, in ledger: Int64) -> ListStatement {
        var builder = ListConditions(ledger)
        let conditions = builder.condition(filter, on: column)
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
    ) throws(ServiceError) -> ListStatement {
        let sort = ListSort(query)
        var builder = ListConditions(ledger)
        let (index, alternatives) = try builder.alternatives(query, sort, by: plan)
        let selects = alternatives.map {
            "SELECT id, \(sort.column)\(columns) FROM invoices INDEXED BY \(index) WHERE \($0)"
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
