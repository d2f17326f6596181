import Ledger
import Primitives

/// The form of an invoice that is there, and where it differs from what was stored meanwhile.
struct EditView: TemplateObject {
    let fields: InvoiceFormView
    let invoice: Invoice
    let revision: Int64
    let stale: [Difference]?

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "number": invoice.number.text
        case "path": InvoicePage.path(of: invoice.id)
        case "revision": String(revision)
        case "stale": stale.map { StaleView(differences: $0) }
        default: fields.child(named: name)
        }
    }
}

private struct StaleView: TemplateObject {
    let differences: [Difference]

    func child(named name: String) -> (any TemplateValue)? {
        name == "differences" ? differences : nil
    }
}

/// Where what is stored now and what was typed differ.
struct Difference: TemplateObject {
    let label: String
    let stored: String
    let yours: String

    static func list(from stored: InvoiceForm, to yours: InvoiceForm) -> [Difference] {
        let fields = InvoiceField.typed.map { Difference(label: $0.words.label, stored: stored[$0], yours: yours[$0]) }
        let items = Difference(
            label: InvoiceField.items.words.label, stored: Self.items(of: stored), yours: Self.items(of: yours))
        return (fields + [items]).filter { $0.stored != $0.yours }
    }

    private init(label: String, stored: String, yours: String) {
        self.label = label
        self.stored = TextRule.trimmed(stored)
        self.yours = TextRule.trimmed(yours)
    }

    private static func items(of form: InvoiceForm) -> String {
        form.rows.filter { !$0.isEmpty }.map { "\($0.quantity) × \($0.description), \($0.unitPrice)" }
            .joined(separator: "\n")
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "label": label
        case "stored": stored.isEmpty ? nil : stored
        case "yours": yours.isEmpty ? nil : yours
        default: nil
        }
    }
}
