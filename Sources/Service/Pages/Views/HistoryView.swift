import Invoicing
import JSON
import Mustache

/// A line of an invoice's history: when, what, and which members changed from what to what.
struct HistoryView: MustacheParent {
    private struct ChangeView: MustacheParent {
        let label: String
        let before: String?
        let after: String?

        func child(named name: String) -> Any? {
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
        switch change.action {
        case .created: action = "Created"
        case .changed: action = "Changed"
        case .deleted: action = "Deleted"
        }
        changes = change.action == .changed ? Self.changes(from: change.before, to: change.after) : []
    }

    func child(named name: String) -> Any? {
        switch name {
        case "action": action
        case "at": at
        case "changes": changes
        default: nil
        }
    }

    private static let labels: KeyValuePairs<InvoiceField, String> = [
        .status: "Status", .customerName: "Customer", .customerEmail: "E-mail", .customerAddress: "Address",
        .dueDate: "Due date", .notes: "Notes", .total: "Total",
    ]

    private static func changes(from before: [UInt8]?, to after: [UInt8]?) -> [ChangeView] {
        guard let before = object(before), let after = object(after) else { return [] }
        let changes = labels.compactMap { field, label -> ChangeView? in
            let (old, new) = (before[field.rawValue], after[field.rawValue])
            return old == new ? nil : ChangeView(label: label, before: text(old, field), after: text(new, field))
        }
        return changes + items(from: before[InvoiceField.items.rawValue], to: after[InvoiceField.items.rawValue])
    }

    private static func object(_ snapshot: [UInt8]?) -> JSONObject? {
        guard let snapshot, case .object(let object)? = try? JSONValue(parsing: snapshot) else { return nil }
        return object
    }

    private static func text(_ value: JSONValue?, _ field: InvoiceField) -> String? {
        switch value {
        case .string(let text)?:
            switch field {
            case .status: InvoiceStatus(rawValue: text).map(StatusView.word)
            case .dueDate: CalendarDate(text).map { DateView($0).text }
            default: text
            }
        case .number(let text)?: ReadableNumber.grouped(text)
        case nil, .null?, .bool?, .array?, .object?: nil
        }
    }

    /// The places whose items differ, each on its own.
    private static func items(from before: JSONValue?, to after: JSONValue?) -> [ChangeView] {
        let (old, new) = (lines(before), lines(after))
        return (0..<max(old.count, new.count)).compactMap { place in
            let (was, now) = (place < old.count ? old[place] : nil, place < new.count ? new[place] : nil)
            return was == now ? nil : ChangeView(label: "Item \(place + 1)", before: was, after: now)
        }
    }

    /// `2 × Consulting, 50.00`
    private static func lines(_ items: JSONValue?) -> [String] {
        guard case .array(let items)? = items else { return [] }
        return items.map { item in
            guard case .object(let item) = item, case .string(let description)? = item["description"],
                case .number(let quantity)? = item["quantity"], case .number(let price)? = item["unit_price"]
            else { return "" }
            return "\(ReadableNumber.grouped(quantity)) × \(description), \(ReadableNumber.grouped(price))"
        }
    }
}
