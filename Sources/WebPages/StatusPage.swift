import Application
import HTTP
import Ledger
import Primitives

/// `POST /invoice/{id}/status`: changes the status and leads back.
struct StatusPage: Sendable {
    let changeInvoice: ChangeInvoice

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        let id = try call.invoiceID
        var input = InvoiceInput()
        input[.status] = call.form.values("status").first.map { .text($0) } ?? .null
        let patch = InvoicePatch(input)
        _ = try changeInvoice.perform(id, by: call.actor) { (current) throws(DomainError) in
            try patch.result(for: current)
        }
        return call.seeOther(InvoicePage.path(of: id))
    }
}

extension InvoicePatch {
    /// The invoice with the change made; throws `invalid`.
    func result(for current: Invoice) throws(DomainError) -> Invoice {
        do throws(InvalidInput) {
            return try applied(to: current)
        } catch {
            throw DomainError(error)
        }
    }
}
