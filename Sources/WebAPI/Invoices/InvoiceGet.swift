import Application
import HTTP
import Ledger
import Web

/// `GET /api/v1/invoices/{id}`: one invoice, or some fields of it.
struct InvoiceGet: APIEndpoint {
    let invoices: ReadInvoices

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let id = try call.invoiceID
        var parameters = Parameters(call.query, known: [FieldsParameter.name])
        let fields = parameters.value(FieldsParameter.name, FieldsParameter.parse) ?? .all
        if fields == .all {
            let answer = try invoices.answer(id, for: call.actor)
            try parameters.check()
            return try InvoiceAnswers.found(revision: answer.revision, for: call.request) { answer.bytes }
        }
        let invoice = try invoices.invoice(id, for: call.actor, fields: fields)
        try parameters.check()
        return try InvoiceAnswers.found(invoice, fields, for: call.request)
    }
}
