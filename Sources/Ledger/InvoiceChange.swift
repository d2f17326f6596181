import Primitives

/// One record of an invoice's history.
///
/// The records of an invoice, in order, describe every state that it was in: creation holds the whole invoice, each
/// change the differences from one state to the next.
package struct InvoiceChange: Equatable, Sendable {
    package enum Event: Equatable, Sendable {
        /// The whole invoice, in revision 1.
        case created(Invoice)
        /// The differences, never empty.
        case changed([Difference])
        /// The preceding records tell what was deleted.
        case deleted
    }

    package let invoice: Int64
    /// The invoice's revision after the change.
    package let revision: Int64
    package let moment: Timestamp
    /// The id of the user who made the change.
    package let user: Int64
    package let event: Event

    package init(invoice: Int64, revision: Int64, moment: Timestamp, user: Int64, event: Event) {
        self.invoice = invoice
        self.revision = revision
        self.moment = moment
        self.user = user
        self.event = event
    }
}

extension InvoiceChange {
    /// One difference between two states of an invoice.
    package enum Difference: Equatable, Sendable {
        /// A field other than the items; nil is no value.
        case field(InvoiceField, before: FieldValue?, after: FieldValue?)
        /// The item at a position, counted from 1; nil if there was or is none.
        case item(Int, before: LineItem?, after: LineItem?)
    }

    /// All differences between two states of an invoice: the fields in their order, then the items.
    package static func differences(from before: Invoice, to after: Invoice) -> [Difference] {
        let fields = InvoiceField.allCases.compactMap { field -> Difference? in
            let (old, new) = (field.value(in: before), field.value(in: after))
            return old == new ? nil : .field(field, before: old, after: new)
        }
        let items = (0..<max(before.items.count, after.items.count)).compactMap { place -> Difference? in
            let old = place < before.items.count ? before.items[place] : nil
            let new = place < after.items.count ? after.items[place] : nil
            return old == new ? nil : .item(place + 1, before: old, after: new)
        }
        return fields + items
    }

    /// The invoice after this record; `before` is the state after the preceding records, nil before the first.
    ///
    /// Nil after a deletion. Throws ``HistoryFault`` when the record does not fit `before`.
    package func applied(to before: Invoice?) throws(HistoryFault) -> Invoice? {
        switch (event, before) {
        case (.created(let invoice), nil):
            guard invoice.id == self.invoice, invoice.revision == revision else { throw HistoryFault(change: self) }
            return invoice
        case (.deleted, .some): return nil
        case (.changed(let differences), var invoice?):
            // In reverse order, so that items are removed from the end.
            let removed = differences.reversed().filter(\.removesItem)
            for difference in removed + differences.filter({ !$0.removesItem }) {
                guard difference.apply(to: &invoice) else { throw HistoryFault(change: self) }
            }
            guard revision > invoice.revision else { throw HistoryFault(change: self) }
            invoice.revision = revision
            return invoice
        default: throw HistoryFault(change: self)
        }
    }
}

extension InvoiceChange.Difference {
    fileprivate var removesItem: Bool {
        if case .item(_, _?, nil) = self { true } else { false }
    }

    /// False when the invoice does not match the difference's old value.
    fileprivate func apply(to invoice: inout Invoice) -> Bool {
        switch self {
        case .field(let field, let before, let after):
            return field.value(in: invoice) == before && field.set(after, in: &invoice)
        case .item(let number, let before, let after):
            let place = number - 1
            guard place >= 0, (place < invoice.items.count ? invoice.items[place] : nil) == before else { return false }
            switch (before, after) {
            case (_?, let item?): invoice.items[place] = item
            case (nil, let item?):
                guard place == invoice.items.count else { return false }
                invoice.items.append(item)
            case (_?, nil):
                guard place == invoice.items.count - 1 else { return false }
                invoice.items.removeLast()
            case (nil, nil): return false
            }
            return true
        }
    }
}

/// A record of an invoice's history that does not fit the ones before it.
package struct HistoryFault: Error, Equatable, Sendable {
    package let change: InvoiceChange

    init(change: InvoiceChange) {
        self.change = change
    }
}
