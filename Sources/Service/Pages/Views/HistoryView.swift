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

    private static let labels: KeyValuePairs = [
        "status": "Status", "customer_name": "Customer", "customer_email": "E-mail", "customer_address": "Address",
        "due_date": "Due date", "notes": "Notes", "total_amount": "Total", "items": "Items",
    ]

    private static func changes(from before: [UInt8]?, to after: [UInt8]?) -> [ChangeView] {
        guard let before = object(before), let after = object(after) else { return [] }
        return labels.compactMap { name, label in
            guard before[name] != after[name] else { return nil }
            return ChangeView(label: label, before: text(before[name]), after: text(after[name]))
        }
    }

    private static func object(_ snapshot: [UInt8]?) -> JSONObject? {
        guard let snapshot, case .object(let object)? = try? JSONValue(parsing: snapshot) else { return nil }
        return object
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: InvoiceStatus(rawValue: text).map(StatusView.word) ?? text
        case .number(let text)?: ReadableNumber.grouped(text)
        case .array(let items)?: ReadableNumber.count(items.count, "item", "items")
        case nil, .null?, .bool?, .object?: nil
        }
    }
}
