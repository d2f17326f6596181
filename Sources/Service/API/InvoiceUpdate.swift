import HTTP
import Invoicing

/// `PATCH /api/v1/invoices/{id}`: changes what the body names (JSON Merge Patch, RFC 7396).
enum InvoiceUpdate {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let id = try call.invoiceID
        // Read before there is a writer to keep from others, judged when the invoice is known.
        let read = Result { () throws(ServiceError) in
            try InvoiceBody(call.body, besides: Parameters(call.query).faults)
        }
        let invoice = try call.service.invoices.change(id, by: call.actor, at: call.now) {
            (current) throws(ServiceError) in
            let body = try read.get()
            let changed = try together(with: body.faults) { () throws(ServiceError) in
                try InvoicePatch(body.input).applied(to: current)
            }
            try Preconditions.check(call.request, against: current)
            return changed
        }
        return InvoiceAnswer.changed(invoice)
    }
}
