import Application
import Ledger
import Primitives

/// A page of a list, by the contract's words: filtered, sorted, cut.
struct MemoryPage {
    let invoices: [Invoice]
    let end: ListEnd

    /// Throws `invalid` for a position that is of a list sorted by another field.
    init(_ query: InvoiceQuery, of all: [Invoice]) throws(DomainError) {
        let order = MemoryOrder(query)
        let matches = all.filter { query.matches($0) }.map { (position: order.position(of: $0), invoice: $0) }
            .sorted { order.precedes($0.position, $1.position) }
        let rest: ArraySlice<(position: ListPosition, invoice: Invoice)>
        switch query.start {
        case .skip(let count): rest = matches.dropFirst(count)
        case .after(let position):
            guard order.takes(position) else {
                throw .invalid([Fault(.parameter("cursor"), "belongs to another list")])
            }
            rest = matches.drop { !order.precedes(position, $0.position) }
        }
        let page = rest.prefix(query.limit)
        invoices = page.map(\.invoice)
        let next = rest.count > page.count ? page.last?.position : nil
        end = ListEnd(next: next, total: query.wantsTotal ? matches.count : nil)
    }
}

extension InvoiceQuery {
    fileprivate func matches(_ invoice: Invoice) -> Bool {
        let day = invoice.dateCreated.day
        if !statuses.isEmpty, !statuses.contains(invoice.status) { return false }
        if let createdAfter, day < createdAfter { return false }
        if let createdBefore, day > createdBefore { return false }
        if let minAmount, invoice.total < minAmount { return false }
        if let maxAmount, invoice.total > maxAmount { return false }
        if dueAfter != nil || dueBefore != nil {
            guard let due = invoice.dueDate else { return false }
            if let dueAfter, due < dueAfter { return false }
            if let dueBefore, due > dueBefore { return false }
        }
        if let customerName, !FoldedText(invoice.customerName).contains(customerName) { return false }
        if let customerEmail {
            guard let email = invoice.customerEmail else { return false }
            if !FoldedText(email).contains(customerEmail) { return false }
        }
        return true
    }
}

extension FoldedText {
    /// By scalars: `String` goes by whole characters, and `i` is none of `i̇`.
    fileprivate func contains(_ part: FoldedText) -> Bool {
        let (whole, part) = (Array(text.utf8), Array(part.text.utf8))
        return part.isEmpty || whole.indices.contains { whole[$0...].starts(with: part) }
    }
}

/// The order of a list.
private struct MemoryOrder {
    private let key: InvoiceQuery.SortKey
    private let isAscending: Bool

    init(_ query: InvoiceQuery) {
        key = query.sortKey
        isAscending = query.sortOrder == .ascending
    }

    func position(of invoice: Invoice) -> ListPosition {
        let value: ListPosition.Value =
            switch key {
            case .dateCreated: .dateCreated(invoice.dateCreated)
            case .dueDate: .dueDate(invoice.dueDate)
            case .total: .total(invoice.total)
            case .customerName: .customerName(FoldedText(invoice.customerName))
            }
        return ListPosition(value: value, id: invoice.id)
    }

    /// Whether a position is one of this list.
    func takes(_ position: ListPosition) -> Bool {
        switch (key, position.value) {
        case (.dateCreated, .dateCreated), (.dueDate, .dueDate), (.total, .total), (.customerName, .customerName):
            true
        default: false
        }
    }

    func precedes(_ left: ListPosition, _ right: ListPosition) -> Bool {
        switch (left.value, right.value) {
        case (.dateCreated(let first), .dateCreated(let second)) where first != second: isInOrder(first, second)
        case (.total(let first), .total(let second)) where first != second: isInOrder(first, second)
        case (.customerName(let first), .customerName(let second)) where first != second: isInOrder(first, second)
        case (.dueDate(let first?), .dueDate(let second?)) where first != second: isInOrder(first, second)
        // Missing due dates come last in both directions.
        case (.dueDate(.some), .dueDate(nil)): true
        case (.dueDate(nil), .dueDate(.some)): false
        default: isInOrder(left.id, right.id)
        }
    }

    private func isInOrder<Value: Comparable>(_ first: Value, _ second: Value) -> Bool {
        isAscending ? first < second : first > second
    }
}
