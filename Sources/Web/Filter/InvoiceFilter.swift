import Auth
import HTTP
import Application
import Ledger
import Primitives

/// Parses the list's parameters into an ``InvoiceQuery``.
package struct InvoiceFilter {
    /// Every parameter of the list, in the order of the documentation.
    package enum Parameter: String, CaseIterable {
        case skip, limit, cursor, fields, status
        case createdAfter = "created_after"
        case createdBefore = "created_before"
        case dueAfter = "due_after"
        case dueBefore = "due_before"
        case customerName = "customer_name"
        case customerEmail = "customer_email"
        case minAmount = "min_amount"
        case maxAmount = "max_amount"
        case sortBy = "sort_by"
        case sortOrder = "sort_order"
    }

    package static let names = Set(Parameter.allCases.map(\.rawValue))

    package private(set) var query = InvoiceQuery()
    package private(set) var parameters: Parameters

    /// Parses everything except the beginning of the page; faults are in ``parameters``.
    package init(_ sent: QueryString, known: Set<String> = names) {
        parameters = Parameters(sent, known: known)
        query.limit =
            parameters.value(.limit) { (typed) throws(ValueFault) in
                try PageParameters.number(typed, in: InvoiceQuery.limits)
            } ?? InvoiceQuery.defaultLimit
        query.fields = parameters.value(.fields, FieldsParameter.parse) ?? .all
        query.statuses = StatusParameter.read(from: &parameters)
        query.createdAfter = parameters.value(.createdAfter, DateParameter.parse)
        query.createdBefore = parameters.value(.createdBefore, DateParameter.parse)
        query.dueAfter = parameters.value(.dueAfter, DateParameter.parse)
        query.dueBefore = parameters.value(.dueBefore, DateParameter.parse)
        query.customerName = parameters.value(.customerName, SearchParameter.parse) ?? nil
        query.customerEmail = parameters.value(.customerEmail, SearchParameter.parse) ?? nil
        query.minAmount = parameters.value(.minAmount, AmountParameter.parse)
        query.maxAmount = parameters.value(.maxAmount, AmountParameter.parse)
        query.sortKey = parameters.value(.sortBy, SortParameter.parse) ?? .dateCreated
        query.sortOrder = parameters.value(.sortOrder, SortParameter.parse) ?? .descending
    }

    /// The whole query for a ledger; throws `invalid` with every fault.
    package static func query(from sent: QueryString, in ledger: Int64, cursors: CursorSeal) throws(DomainError)
        -> InvoiceQuery
    {
        var filter = InvoiceFilter(sent)
        filter.readStart(in: ledger, cursors: cursors)
        try filter.parameters.check()
        return filter.query
    }

    /// Parses `skip` or `cursor`.
    package mutating func readStart(in ledger: Int64, cursors: CursorSeal) {
        let skip = parameters.value(.skip) { (typed) throws(ValueFault) in
            try PageParameters.number(typed, in: 0...Int.max)
        }
        guard let cursor = parameters.value(Parameter.cursor.rawValue) else {
            query.start = .skip(skip ?? 0)
            return
        }
        if skip != nil { parameters.note(Parameter.cursor.rawValue, "cannot be used together with skip") }
        if let position = PageCursor(query, in: ledger).position(in: cursor, cursors) {
            query.start = .after(position)
        } else {
            parameters.note(
                Parameter.cursor.rawValue,
                "is not a cursor of this list: take it from a Link with the same filters and sort")
        }
    }
}

extension Parameters {
    fileprivate mutating func value<Value>(
        _ parameter: InvoiceFilter.Parameter, _ parse: (String) throws(ValueFault) -> Value
    ) -> Value? {
        value(parameter.rawValue, parse)
    }
}
