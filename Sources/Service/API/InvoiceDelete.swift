import HTTP
import HTTPTypes
import Invoicing

/// `DELETE /api/v1/invoices/{id}`: deletes an invoice; its history stays.
enum InvoiceDelete {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let id = try call.invoiceID
        let parameters = Parameters(call.query)
        try call.service.invoices.delete(id, by: call.actor, at: call.now) { (current) throws(ServiceError) in
            try parameters.check()
            try Preconditions.check(call.request, against: current)
        }
        return Response(.noContent)
    }
}
