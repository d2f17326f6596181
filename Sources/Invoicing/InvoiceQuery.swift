/// A member of an invoice as the outside sees it. The order is the order in every answer.
package enum InvoiceField: String, CaseIterable, Sendable {
    case id
    case number = "invoice_number"
    case dateCreated = "date_created"
    case dueDate = "due_date"
    case total = "total_amount"
    case status
    case customerName = "customer_name"
    case customerEmail = "customer_email"
    case customerAddress = "customer_address"
    case notes
    case items

    /// Its place in every answer, from 0.
    package var place: Int {
        switch self {
        case .id: 0
        case .number: 1
        case .dateCreated: 2
        case .dueDate: 3
        case .total: 4
        case .status: 5
        case .customerName: 6
        case .customerEmail: 7
        case .customerAddress: 8
        case .notes: 9
        case .items: 10
        }
    }
}

/// A set of fields.
package struct InvoiceFields: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package init(_ field: InvoiceField) {
        rawValue = 1 << UInt16(field.place)
    }

    package static let all = InvoiceField.allCases.reduce(into: InvoiceFields()) { $0.formUnion(InvoiceFields($1)) }
    /// All but the items: what a table of invoices shows.
    package static let summary = all.subtracting(InvoiceFields(.items))

    package func has(_ field: InvoiceField) -> Bool {
        isSuperset(of: InvoiceFields(field))
    }
}

/// What a list of a ledger's invoices is to hold. All filters combine with AND.
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

    /// Where the page begins.
    package enum Start: Hashable, Sendable {
        /// After so many invoices, ≥ 0.
        case skip(Int)
        /// Behind the invoice of that position.
        case after(ListPosition)
    }

    package static let limits = 1...1000
    package static let defaultLimit = 100

    package var fields = InvoiceFields.all
    /// Any of them; empty means any at all.
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
    /// Whether the list is read by ``InvoiceListing/readSnapshots(_:)``; the fields then count for nothing.
    package var asSnapshots = false
    /// Whether ``ListEnd/total`` is wanted.
    package var wantsTotal = false

    package init() {}

    /// Whether any invoice may be left out.
    package var isFiltered: Bool {
        !statuses.isEmpty || createdAfter != nil || createdBefore != nil || dueAfter != nil || dueBefore != nil
            || customerName != nil || customerEmail != nil || minAmount != nil || maxAmount != nil
    }
}

/// The place of an invoice in a sorted list: its sort value and its id.
package struct ListPosition: Hashable, Sendable {
    /// A sort value as the store keeps it; ``none`` is a missing due date.
    package enum Value: Hashable, Sendable {
        case number(Int64)
        case text(String)
        case none
    }

    package let value: Value
    package let id: Int64

    package init(value: Value, id: Int64) {
        self.value = value
        self.id = id
    }
}

/// What comes after a page.
package struct ListEnd: Equatable, Sendable {
    /// The position of the page's last invoice, when there are more behind it.
    package let next: ListPosition?
    /// How many match in all, when that was asked for.
    package let total: Int?

    package init(next: ListPosition?, total: Int?) {
        self.next = next
        self.total = total
    }
}
