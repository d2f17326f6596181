import Ledger

/// A line of an invoice's history: when, what, and which fields changed from what to what.
struct HistoryView: TemplateObject {
    private struct ChangeView: TemplateObject {
        let label: String
        let before: String?
        let after: String?

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "label": label
            case "before": before
            case "after": after
            default: nil
            }
        }
    }

    private let action: String
    private let at: DateView
    private let changes: [ChangeView]

    init(_ change: InvoiceChange) {
        at = DateView(change.moment)
        switch change.event {
        case .created:
            action = "Created"
            changes = []
        case .changed(let differences):
            action = "Changed"
            changes = Self.changes(in: differences)
        case .deleted:
            action = "Deleted"
            changes = []
        }
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "action": action
        case "at": at
        case "changes": changes
        default: nil
        }
    }

    /// The fields in the order of the pages, then the items.
    private static func changes(in differences: [InvoiceChange.Difference]) -> [ChangeView] {
        let fields = InvoiceField.historyOrder.compactMap { wanted -> ChangeView? in
            for case .field(wanted, let before, let after) in differences {
                return ChangeView(label: wanted.words.name, before: before?.readableText, after: after?.readableText)
            }
            return nil
        }
        let items = differences.compactMap { difference -> ChangeView? in
            guard case .item(let number, let before, let after) = difference else { return nil }
            return ChangeView(label: "Item \(number)", before: before.map(text), after: after.map(text))
        }
        return fields + items
    }

    /// `2 × Consulting, 50.00`
    private static func text(_ item: LineItem) -> String {
        let (quantity, price) = (item.quantity.text, item.unitPrice.text)
        return "\(ReadableNumber.grouped(quantity)) × \(item.description), \(ReadableNumber.grouped(price))"
    }
}
