import Application
import HTTP
import HTTPTypes
import Ledger
import Web

/// `DELETE /api/v1/invoices/{id}`: deletes an invoice; its history is kept.
struct InvoiceDelete: APIEndpoint {
    let deleteInvoice: DeleteInvoice

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let id = try call.invoiceID
        let parameters = Parameters(call.query)
        try deleteInvoice.perform(id, by: call.actor) { (current) throws(DomainError) in
            try parameters.check()
            try Preconditions.check(call.request, against: current)
        }
        return Response(.noContent)
    }
}
