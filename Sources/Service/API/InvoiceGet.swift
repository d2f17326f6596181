import HTTP
import Invoicing

/// `GET /api/v1/invoices/{id}`: one invoice, or some fields of it.
enum InvoiceGet {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let id = try call.invoiceID
        let ledger = try call.actor.ledger
        var parameters = Parameters(call.query, known: [FieldsParameter.name])
        let fields = parameters.value(FieldsParameter.name, FieldsParameter.parse) ?? .all
        if fields == .all {
            guard let invoice = try call.service.invoices.snapshot(of: id, in: ledger) else { throw .noInvoice }
            try parameters.check()
            return try InvoiceAnswer.found(revision: invoice.revision, for: call.request) { invoice.bytes }
        }
        guard let invoice = try call.service.invoices.invoice(id, in: ledger, fields: fields) else {
            throw .noInvoice
        }
        try parameters.check()
        return try InvoiceAnswer.found(invoice, fields, for: call.request)
    }
}
