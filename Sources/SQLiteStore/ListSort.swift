import Application
import Ledger
import Primitives

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

/// The order of a list: its column, index and direction, and the positions in it.
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

    /// How a value compares that is behind another one in the list.
    var comparison: String { isAscending ? ">" : "<" }
    var direction: String { isAscending ? "ASC" : "DESC" }

    private var missingDueDate: Int64 { isAscending ? DueDate.missingAscending : DueDate.missingDescending }

    /// The sort value of a position in the list; `invalid` when it is of another list.
    func value(of position: ListPosition) throws(DomainError) -> SQLValue {
        switch (key, position.value) {
        case (.customerName, .customerName(let name)): .text(name.text)
        case (.dueDate, .dueDate(let date)): .integer(date.map { Int64($0.daysSince1970) } ?? missingDueDate)
        case (.dateCreated, .dateCreated(let moment)): .integer(moment.seconds)
        case (.total, .total(let total)): .integer(total.cents)
        default: throw .invalid([Fault(.parameter("cursor"), "belongs to another list")])
        }
    }

    /// The position of a row that has the id in its first column and the sort value in its second.
    func position(in row: SQLStatement) -> ListPosition {
        let value: ListPosition.Value =
            switch key {
            case .customerName: .customerName(FoldedText(folded: row.text(1)))
            case .dueDate where row.integer(1) == missingDueDate: .dueDate(nil)
            case .dueDate: .dueDate(CalendarDate(daysSince1970: Int(row.integer(1))))
            case .dateCreated: .dateCreated(Timestamp(seconds: row.integer(1)))
            case .total: .total(Money(cents: row.integer(1)))
            }
        return ListPosition(value: value, id: row.integer(0))
    }
}
