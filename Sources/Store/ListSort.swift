import Invoicing

extension InvoiceQuery.SortKey {
    /// The filter that is about the same column, if there is one.
    var filterColumn: FilterColumn? {
        switch self {
        case .dateCreated: .dateCreated
        case .dueDate: .dueDate
        case .total: .total
        case .customerName: nil
        }
    }
}

/// The order of a list: its column, index and direction, and the places in it.
struct ListSort {
    let key: InvoiceQuery.SortKey
    let isAscending: Bool

    init(_ query: InvoiceQuery) {
        key = query.sortKey
        isAscending = query.sortOrder == .ascending
    }

    var column: String {
        switch key {
        case .dateCreated: "date_created"
        case .dueDate: isAscending ? "due_ascending" : "due_descending"
        case .total: "total_cents"
        case .customerName: "customer_name_folded"
        }
    }

    var index: String {
        switch key {
        case .dateCreated: "invoices_by_date_created"
        case .dueDate: isAscending ? "invoices_by_due_ascending" : "invoices_by_due_descending"
        case .total: "invoices_by_total"
        case .customerName: "invoices_by_customer"
        }
    }

    /// Behind it in the list is what compares so.
    var comparison: String { isAscending ? ">" : "<" }
    var direction: String { isAscending ? "ASC" : "DESC" }

    private var missingDueDate: Int64 { isAscending ? DueDate.missingAscending : DueDate.missingDescending }

    /// The sort value of a place in the list; `invalid` when it is of another list.
    func value(of position: ListPosition) throws(ServiceError) -> SQLValue {
        switch (key, position.value) {
        case (.customerName, .text(let text)): .text(text)
        case (.dueDate, .none): .integer(missingDueDate)
        case (.dateCreated, .number(let number)), (.dueDate, .number(let number)), (.total, .number(let number)):
            .integer(number)
        default: throw .invalid([Fault(.parameter("cursor"), "belongs to another list")])
        }
    }

    /// The place of a row that has the id in its first column and the sort value in its second.
    func position(in row: SQLStatement) -> ListPosition {
        let value: ListPosition.Value =
            switch key {
            case .customerName: .text(row.text(1))
            case .dueDate where row.integer(1) == missingDueDate: .none
            case .dateCreated, .dueDate, .total: .number(row.integer(1))
            }
        return ListPosition(value: value, id: row.integer(0))
    }
}
