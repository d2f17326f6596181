import Ledger
import Primitives

/// The filters, order and page of a list of invoices. All filters combine with AND.
package struct InvoiceQuery: Hashable, Sendable {
    package enum SortKey: String, CaseIterable, Sendable {
        case dateCreated = "date_created"
        case dueDate = "due_date"
        case total = "total_amount"
        case customerName = "customer_name"
    }

    package enum SortOrder: String, CaseIterable, Sendable {
        case descending = "desc"
        case ascending = "asc"
    }

    /// The beginning of the page.
    package enum Start: Hashable, Sendable {
        /// After this many invoices, ≥ 0.
        case skip(Int)
        /// After the invoice at this position.
        case after(ListPosition)
    }

    package static let limits = 1...1000
    package static let defaultLimit = 100

    package var fields = InvoiceFields.all
    /// Any of these; empty means any status.
    package var statuses: Set<InvoiceStatus> = []
    package var createdAfter: CalendarDate?
    package var createdBefore: CalendarDate?
    package var dueAfter: CalendarDate?
    package var dueBefore: CalendarDate?
    package var customerName: FoldedText?
    package var customerEmail: FoldedText?
    package var minAmount: Money?
    package var maxAmount: Money?
    package var sortKey = SortKey.dateCreated
    package var sortOrder = SortOrder.descending
    package var start = Start.skip(0)
    package var limit = defaultLimit
    /// Whether to count ``ListEnd/total``.
    package var wantsTotal = false

    package init() {}

    /// Whether any filter is set.
    package var isFiltered: Bool {
        !statuses.isEmpty || createdAfter != nil || createdBefore != nil || dueAfter != nil || dueBefore != nil
            || customerName != nil || customerEmail != nil || minAmount != nil || maxAmount != nil
    }
}

/// The position of an invoice in a sorted list: its sort value and its id.
package struct ListPosition: Hashable, Sendable {
    /// The value of the field that the list is sorted by.
    package enum Value: Hashable, Sendable {
        case dateCreated(Timestamp)
        /// Nil for an invoice without a due date.
        case dueDate(CalendarDate?)
        case total(Money)
        case customerName(FoldedText)
    }

    package let value: Value
    package let id: Int64

    package init(value: Value, id: Int64) {
        self.value = value
        self.id = id
    }
}

/// What follows a page.
package struct ListEnd: Equatable, Sendable {
    /// The position of the page's last invoice, when more invoices follow.
    package let next: ListPosition?
    /// The total number of matches, if requested.
    package let total: Int?

    package init(next: ListPosition?, total: Int?) {
        self.next = next
        self.total = total
    }
}
