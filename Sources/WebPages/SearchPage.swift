import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives

/// `GET` and `POST /search`: the invoice of a number, or numbers that begin like it. The address may hold the number too.
struct SearchPage: Sendable {
    private static let label = TypedForm.Label(name: "invoice_number", words: "The invoice number")
    private static let mostSuggestions = 10

    let invoices: ReadInvoices
    let ledger: ReadLedger
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let name = Self.label.name
        let form = TypedForm(FormFields(call.query.pairs.filter { $0.name == name && !$0.value.isEmpty }))
        return form.text(name).isEmpty
            ? renderer.page(.search, SearchView(form: form), for: call) : try find(form, call)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        try find(TypedForm(call.form), call)
    }

    func resume(_ call: PageCall, notice: String) throws(DomainError) -> Response {
        renderer.page(.search, SearchView(form: TypedForm(call.form)), for: call, notice: notice)
    }

    private func find(_ typed: TypedForm, _ call: PageCall) throws(DomainError) -> Response {
        var form = typed
        let number = TextRule.trimmed(form.text(Self.label.name)).uppercased()
        guard !number.isEmpty else {
            form.note(Self.label, "is required")
            return renderer.page(.search, SearchView(form: form), for: call, status: .unprocessableContent)
        }
        do throws(DomainError) {
            let found = try invoices.invoice(numbered: number, for: call.actor, fields: InvoiceFields(.id))
            return call.seeOther(InvoicePage.path(of: found.id))
        } catch {
            guard case .notFound = error else { throw error }
        }
        form.note(Self.label, "is not one of yours")
        let view = SearchView(form: form, suggestions: try suggestions(number, call))
        return renderer.page(.search, view, for: call, status: .notFound)
    }

    private func suggestions(_ prefix: String, _ call: PageCall) throws(DomainError) -> [InvoiceRowView] {
        let actor = try call.actor
        let currency = try ledger.business(for: actor).currency
        return try invoices.invoices(numberedFrom: prefix, for: actor, limit: Self.mostSuggestions).map {
            InvoiceRowView(invoice: $0, currency: currency, today: call.now.day)
        }
    }
}

struct SearchView: TemplateObject {
    /// The rows of the numbers that begin alike.
    private struct SuggestionsView: TemplateObject {
        let rows: [InvoiceRowView]

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "rows": rows
            case "currency": rows.first?.currency
            default: nil
            }
        }
    }

    let form: TypedForm
    var suggestions: [InvoiceRowView] = []

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": form.problemsView
        case "invoice_number": form.field(name)
        case "suggestions": suggestions.isEmpty ? nil : SuggestionsView(rows: suggestions)
        default: nil
        }
    }
}
