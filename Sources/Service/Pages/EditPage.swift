import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /invoice/{id}/edit`: changes an invoice.
enum EditPage {
    private static let revisionField = "revision"

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let invoice = try call.invoice()
        return try page(call, InvoiceForm(invoice), of: invoice)
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        var form = InvoiceForm(call.form)
        let action = InvoiceForm.Action(call.form.values("action").first ?? "")
        let revision = revision(call)
        let stored = try call.invoice()
        form.restoreLineBreaks(of: stored)
        guard action == .save else {
            form.perform(action)
            return try page(call, form, of: stored, basedOn: revision)
        }
        do throws(ServiceError) {
            let patch = InvoicePatch(form.input)
            _ = try call.service.invoices.change(call.invoiceID, by: call.actor, at: call.now) {
                (current) throws(ServiceError) in
                let changed = try patch.applied(to: current)
                // Sent twice, the second time it changes nothing.
                guard revision == nil || revision == current.revision || changed == current else {
                    throw .preconditionFailed
                }
                return changed
            }
        } catch {
            switch error {
            case .invalid(let faults):
                form.note(faults)
                return try page(call, form, of: stored, basedOn: revision, status: .unprocessableContent)
            case .preconditionFailed:
                let current = try call.invoice()
                return try page(
                    call, form, of: current, stale: Difference.list(from: InvoiceForm(current), to: form),
                    status: .conflict)
            default: throw error
            }
        }
        return call.seeOther("/invoice/\(stored.id)")
    }

    static func resume(_ call: Call, notice: String) throws(ServiceError) -> Response {
        try page(call, InvoiceForm(call.form), of: call.invoice(), basedOn: revision(call), notice: notice)
    }

    /// The state that the form was filled from; nil when it does not say, and then it holds for any.
    private static func revision(_ call: Call) -> Int64? {
        call.form.values(revisionField).first.map { Int64($0) ?? 0 }
    }

    private static func page(
        _ call: Call, _ form: InvoiceForm, of invoice: Invoice, basedOn revision: Int64? = nil,
        stale: [Difference]? = nil, status: HTTPResponse.Status = .ok, notice: String? = nil
    ) throws(ServiceError) -> Response {
        let view = EditView(
            fields: try InvoiceFormView(form, call), invoice: invoice, revision: revision ?? invoice.revision,
            stale: stale)
        return try call.page(.edit, view, status: status, notice: notice)
    }
}

extension Call {
    /// The invoice that the path names; throws `notFound`.
    func invoice(fields: InvoiceFields = .all) throws(ServiceError) -> Invoice {
        guard let invoice = try service.invoices.invoice(invoiceID, in: actor.ledger, fields: fields) else {
            throw .noInvoice
        }
        return invoice
    }
}

struct EditView: MustacheParent {
    let fields: InvoiceFormView
    let invoice: Invoice
    let revision: Int64
    let stale: [Difference]?

    func child(named name: String) -> Any? {
        switch name {
        case "number": invoice.number.text
        case "path": "/invoice/\(invoice.id)"
        case "revision": String(revision)
        case "stale": stale.map { StaleView(differences: $0) }
        default: fields.child(named: name)
        }
    }
}

private struct StaleView: MustacheParent {
    let differences: [Difference]

    func child(named name: String) -> Any? {
        name == "differences" ? differences : nil
    }
}

/// Where what is stored now and what was typed differ.
struct Difference: MustacheParent {
    let label: String
    let stored: String
    let yours: String

    static func list(from stored: InvoiceForm, to yours: InvoiceForm) -> [Difference] {
        [
            ("Name", stored.customerName, yours.customerName),
            ("E-mail address", stored.customerEmail, yours.customerEmail),
            ("Address", stored.customerAddress, yours.customerAddress),
            ("Due date", stored.dueDate, yours.dueDate),
            ("Notes", stored.notes, yours.notes),
            ("Items", items(stored), items(yours)),
        ].map { ($0, TextRule.trimmed($1), TextRule.trimmed($2)) }
            .filter { $1 != $2 }
            .map { Difference(label: $0, stored: $1, yours: $2) }
    }

    private static func items(_ form: InvoiceForm) -> String {
        form.rows.filter { !$0.isEmpty }.map { "\($0.quantity) × \($0.description), \($0.unitPrice)" }
            .joined(separator: "\n")
    }

    func child(named name: String) -> Any? {
        switch name {
        case "label": label
        case "stored": stored.isEmpty ? nil : stored
        case "yours": yours.isEmpty ? nil : yours
        default: nil
        }
    }
}
