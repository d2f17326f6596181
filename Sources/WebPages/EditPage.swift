import Application
import HTTP
import HTTPTypes
import Ledger

/// `GET` and `POST /invoice/{id}/edit`: changes an invoice.
struct EditPage: Sendable {
    private static let revisionField = "revision"

    let invoices: ReadInvoices
    let changeInvoice: ChangeInvoice
    let fields: InvoiceFormFields
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let invoice = try invoice(call)
        return try page(call, InvoiceForm(invoice), of: invoice)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        var form = InvoiceForm(call.form)
        let action = InvoiceForm.Action(call.form.values("action").first ?? "")
        let revision = Self.revision(call)
        let stored = try invoice(call)
        form.restoreLineBreaks(of: stored)
        guard action == .save else {
            form.perform(action)
            return try page(call, form, of: stored, basedOn: revision)
        }
        let patch = InvoicePatch(form.input)
        do throws(DomainError) {
            _ = try changeInvoice.perform(stored.id, by: call.actor) { (current) throws(DomainError) in
                let changed = try patch.result(for: current)
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
                let current = try invoice(call)
                return try page(
                    call, form, of: current, stale: Difference.list(from: InvoiceForm(current), to: form),
                    status: .conflict)
            default: throw error
            }
        }
        return call.seeOther(InvoicePage.path(of: stored.id))
    }

    func resume(_ call: PageCall, notice: String) throws(DomainError) -> Response {
        try page(call, InvoiceForm(call.form), of: invoice(call), basedOn: Self.revision(call), notice: notice)
    }

    private func invoice(_ call: PageCall) throws(DomainError) -> Invoice {
        try invoices.invoice(call.invoiceID, for: call.actor)
    }

    /// The state that the form was filled from; nil when it does not say, and then it holds for any.
    private static func revision(_ call: PageCall) -> Int64? {
        call.form.values(revisionField).first.map { Int64($0) ?? 0 }
    }

    private func page(
        _ call: PageCall, _ form: InvoiceForm, of invoice: Invoice, basedOn revision: Int64? = nil,
        stale: [Difference]? = nil, status: HTTPResponse.Status = .ok, notice: String? = nil
    ) throws(DomainError) -> Response {
        let view = EditView(
            fields: try fields.view(of: form, for: call.actor), invoice: invoice,
            revision: revision ?? invoice.revision, stale: stale)
        return renderer.page(.edit, view, for: call, status: status, notice: notice)
    }
}
