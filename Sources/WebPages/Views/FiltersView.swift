import HTTP
import Ledger
import Primitives
import Web

/// The filters as a form.
struct FiltersView: TemplateObject {
    /// A status that can be chosen.
    private struct ChoiceView: TemplateObject {
        let status: InvoiceStatus
        let isChecked: Bool

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "value": status.rawValue
            case "word": StatusView.word(status)
            case "is_checked": isChecked
            default: nil
            }
        }
    }

    /// The filters that have a field of their own in the form.
    static let fields: Set<String> = [
        "customer_name", "customer_email", "created_after", "created_before", "due_after", "due_before", "min_amount",
        "max_amount",
    ]
    /// What the form keeps in hidden fields, unless it is wrong: there would be no field to correct it in.
    private static let hidden: Set<String> = ["sort_by", "sort_order", "limit"]

    let sent: QueryString
    let errors: [String: String]

    func child(named name: String) -> (any TemplateValue)? {
        if Self.fields.contains(name) { return FieldView(id: name, value: value(name), error: errors[name]) }
        switch name {
        case "kept":
            return sent.pairs.filter { Self.hidden.contains($0.name) && errors[$0.name] == nil }
                .map { HiddenFieldView(name: $0.name, value: $0.value) }
        case "statuses":
            var parameters = Parameters(sent, known: InvoiceFilter.names)
            let chosen = StatusParameter.read(from: &parameters)
            return InvoiceStatus.allCases.map { ChoiceView(status: $0, isChecked: chosen.contains($0)) }
        case "is_wide":
            return Self.fields.subtracting(["customer_name"]).contains { !value($0).isEmpty }
        default: return nil
        }
    }

    private func value(_ name: String) -> String { sent.values(name).first ?? "" }
}

/// The active filters, each with a link that removes it.
struct FilterChips: TemplateObject {
    struct Chip: TemplateObject {
        let text: String
        let href: String

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "text": text
            case "href": href
            default: nil
            }
        }
    }

    let list: [Chip]
    let clear: String

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "list": list
        case "clear_href": clear
        default: nil
        }
    }

    static func list(_ sent: QueryString) -> [Chip] {
        sent.pairs.compactMap { pair in
            guard let text = FilterWords.chip(pair) else { return nil }
            return Chip(text: text, href: ListLink.to(sent, without: pair))
        }
    }
}

/// The filters in words.
enum FilterWords {
    static func label(_ name: String) -> String {
        switch name {
        case "customer_name": "The customer"
        case "customer_email": "The customer’s e-mail"
        case "created_after", "created_before": "The date of creation"
        case "due_after", "due_before": "The due date"
        case "min_amount": "The least amount"
        case "max_amount": "The greatest amount"
        default: "The parameter \(name)"
        }
    }

    /// Nil for what is no filter.
    static func chip(_ pair: Parameter) -> String? {
        switch pair.name {
        case "status":
            pair.value.split(separator: ",")
                .compactMap { InvoiceStatus(rawValue: TextRule.trimmed(String($0))).map(StatusView.word) }
                .joined(separator: " or ")
        case "customer_name": "Customer: \(pair.value)"
        case "customer_email": "E-mail: \(pair.value)"
        case "created_after": "Created from \(pair.value)"
        case "created_before": "Created until \(pair.value)"
        case "due_after": "Due from \(pair.value)"
        case "due_before": "Due until \(pair.value)"
        case "min_amount": "From \(pair.value)"
        case "max_amount": "Up to \(pair.value)"
        default: nil
        }
    }
}
