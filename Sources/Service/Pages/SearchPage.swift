import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /search`: the invoice of a number, or numbers that begin like it. The address may hold the number too.
enum SearchPage {
    private static let field = "invoice_number"
    private static let mostSuggestions = 10

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let form = TypedForm(FormFields(call.query.pairs.filter { $0.name == field && !$0.value.isEmpty }))
        return form.text(field).isEmpty
            ? try call.page(.search, SearchView(form: form, suggestions: [])) : try find(form, call)
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        try find(TypedForm(call.form), call)
    }

    static func resume(_ call: Call, notice: String) throws(ServiceError) -> Response {
        try call.page(.search, SearchView(form: TypedForm(call.form), suggestions: []), notice: notice)
    }

    private static func find(_ typed: TypedForm, _ call: Call) throws(ServiceError) -> Response {
        var form = typed
        let ledger = try call.actor.ledger
        let number = TextRule.trimmed(form.text(field)).uppercased()
        let label = TypedForm.Label(name: field, words: "The invoice number")
        guard !number.isEmpty else {
            form.note(label, "is required")
            return try call.page(.search, SearchView(form: form, suggestions: []), status: .unprocessableContent)
        }
        if let found = try call.service.invoices.invoice(numbered: number, in: ledger, fields: .init(.id)) {
            return call.seeOther("/invoice/\(found.id)")
        }
        form.note(label, "is not one of yours")
        let view = SearchView(form: form, suggestions: try suggestions(number, call))
        return try call.page(.search, view, status: .notFound)
    }

    private static func suggestions(_ prefix: String, _ call: Call) throws(ServiceError) -> [InvoiceRowView] {
        let ledger = try call.actor.ledger
        let currency = try call.service.ledgers.business(of: ledger).currency
        var rows: [InvoiceRowView] = []
        for number in try call.service.ledgers.numbers(beginningWith: prefix, in: ledger, limit: mostSuggestions) {
            guard let invoice = try call.service.invoices.invoice(numbered: number.text, in: ledger, fields: .summary)
            else { continue }
            rows.append(InvoiceRowView(invoice: invoice, currency: currency, today: call.now.day))
        }
        return rows
    }
}

struct SearchView: MustacheParent {
    /// The rows of the numbers that begin alike.
    private struct SuggestionsView: MustacheParent {
        let rows: [InvoiceRowView]

        func child(named name: String) -> Any? {
            switch name {
            case "rows": rows
            case "currency": rows.first?.currency
            default: nil
            }
        }
    }

    let form: TypedForm
    let suggestions: [InvoiceRowView]

    func child(named name: String) -> Any? {
        switch name {
        case "problems": form.problemsView
        case "invoice_number": form.field(name)
        case "suggestions": suggestions.isEmpty ? nil : SuggestionsView(rows: suggestions)
        default: nil
        }
    }
}
