import HTTP
import Invoicing

/// `POST /invoice/{id}/status`: changes the status and leads back.
enum StatusPage {
    static func submit(_ call: Call) throws(ServiceError) -> Response {
        let id = try call.invoiceID
        var input = InvoiceInput()
        input.status = call.form.values("status").first.map { .text($0) } ?? .null
        let patch = InvoicePatch(input)
        _ = try call.service.invoices.change(id, by: call.actor, at: call.now) { (current) throws(ServiceError) in
            try patch.applied(to: current)
        }
        return call.seeOther("/invoice/\(id)")
    }
}
