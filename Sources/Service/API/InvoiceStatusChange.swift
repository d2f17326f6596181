import HTTP
import Invoicing

/// `PATCH /api/v1/invoices/{id}/status`: any status to any.
enum InvoiceStatusChange {
    private static let member = "status"

    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let id = try call.invoiceID
        let invoice = try call.service.invoices.change(id, by: call.actor, at: call.now) {
            (current) throws(ServiceError) in
            let body = try JSONInput(call.body, known: [member], besides: Parameters(call.query).faults)
            let result = try together(with: body.faults) { () throws(ServiceError) in
                try changed(current, with: body.value(member))
            }
            try Preconditions.check(call.request, against: current)
            return result
        }
        return InvoiceAnswer.changed(invoice)
    }

    private static func changed(_ invoice: Invoice, with status: TypedValue) throws(ServiceError) -> Invoice {
        guard status != .absent else { throw .invalid([Fault(.pointer("/" + member), "is required")]) }
        var input = InvoiceInput()
        input.status = status
        return try InvoicePatch(input).applied(to: invoice)
    }
}
