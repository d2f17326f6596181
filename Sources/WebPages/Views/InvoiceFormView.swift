import Application
import Ledger
import Primitives

/// Reads what an invoice's form offers beside what was typed.
struct InvoiceFormFields: Sendable {
    private static let mostCustomers = 300

    let ledger: ReadLedger

    func view(of form: InvoiceForm, for actor: Actor) throws(DomainError) -> InvoiceFormView {
        let names = try ledger.customerNames(for: actor, limit: Self.mostCustomers)
        return InvoiceFormView(
            // What is chosen goes to a box of one line.
            form: form, customers: names.filter { !$0.unicodeScalars.contains("\n") },
            currency: try ledger.business(for: actor).currency)
    }
}

/// The fields of an invoice's form.
struct InvoiceFormView: TemplateObject {
    let form: InvoiceForm
    /// Customers to offer while a name is typed.
    let customers: [String]
    let currency: String

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": ProblemsView(form.problems)
        case "customers": customers
        case "items_error": form.errors[InvoiceForm.itemsID]
        case "items": form.rows.indices.map { RowView(form: form, row: $0) }
        case "total": total
        case "currency": currency
        default: field(name)
        }
    }

    /// The box of a field that a person fills in, by the field's name.
    private func field(_ name: String) -> FieldView? {
        guard let field = InvoiceField(name: name), InvoiceField.typed.contains(field) else { return nil }
        return FieldView(id: name, value: form[field], error: form.errors[name])
    }

    /// The sum of the rows that can be computed already.
    private var total: String {
        let cents = form.rows.reduce(Int128(0)) { $0 + Int128($1.amount?.cents ?? 0) }
        return ReadableNumber.amount(MoneySum(cents: cents))
    }

    private struct RowView: TemplateObject {
        let form: InvoiceForm
        let row: Int
        private static let lineFeed = UInt8(ascii: "\n")

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "number": String(row + 1)
            case "is_first": row == 0
            case "is_last": row == form.rows.count - 1
            case "description": field("description", form.rows[row].description)
            case "description_rows": String(form.rows[row].description.utf8.count { $0 == Self.lineFeed } + 1)
            case "quantity": field("quantity", form.rows[row].quantity)
            case "unit_price": field("unit_price", form.rows[row].unitPrice)
            case "amount": form.rows[row].amount.map(ReadableNumber.amount) ?? "–"
            default: nil
            }
        }

        private func field(_ name: String, _ value: String) -> FieldView {
            let id = InvoiceForm.id(row + 1, name)
            return FieldView(id: id, value: value, error: form.errors[id])
        }
    }
}

extension InvoiceForm.Row {
    /// Quantity × price; nil as long as one of them is no number.
    var amount: Money? {
        guard let quantity = try? Quantity(exactly: TextRule.trimmed(quantity)),
            let price = try? UnitPrice(exactly: TextRule.trimmed(unitPrice))
        else { return nil }
        return quantity * price
    }
}
