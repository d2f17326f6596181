import Application
import HTTP
import Ledger
import Primitives
import Web

/// `PATCH /api/v1/invoices/{id}`: changes the members in the body (JSON Merge Patch, RFC 7396).
struct InvoiceUpdate: APIEndpoint {
    let changeInvoice: ChangeInvoice

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let id = try call.invoiceID
        // Parsed before the unit of work begins; validated inside it, against the current invoice.
        let parsed = Result { () throws(DomainError) in
            try InvoiceBody(call.body, besides: Parameters(call.query).faults)
        }
        let invoice = try changeInvoice.perform(id, by: call.actor) { (current) throws(DomainError) in
            let body = try parsed.get()
            let changed = try together(with: body.faults) { () throws(InvalidInput) in
                try InvoicePatch(body.input).applied(to: current)
            }
            try Preconditions.check(call.request, against: current)
            return changed
        }
        return InvoiceAnswers.changed(invoice)
    }
}
