import Application
import HTTP
import Ledger
import Primitives
import Web

/// `PATCH /api/v1/invoices/{id}/status`: changes any status to any other.
struct InvoiceStatusChange: APIEndpoint {
    private static let member = InvoiceField.status.name

    let changeInvoice: ChangeInvoice

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let id = try call.invoiceID
        let invoice = try changeInvoice.perform(id, by: call.actor) { (current) throws(DomainError) in
            let body = try JSONInput(call.body, known: [Self.member], besides: Parameters(call.query).faults)
            let result = try together(with: body.faults) { () throws(InvalidInput) in
                try Self.changed(current, with: body.value(Self.member))
            }
            try Preconditions.check(call.request, against: current)
            return result
        }
        return InvoiceAnswers.changed(invoice)
    }

    private static func changed(_ invoice: Invoice, with status: TypedValue) throws(InvalidInput) -> Invoice {
        guard status != .absent else { throw InvalidInput([Fault(.pointer("/" + member), "is required")]) }
        var input = InvoiceInput()
        input[.status] = status
        return try InvoicePatch(input).applied(to: invoice)
    }
}
