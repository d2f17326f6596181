import HTTP
import Invoicing

/// `GET /api/v1/invoices/find`: the invoice of a number.
enum InvoiceFind {
    static let numberParameter = "invoice_number"

    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let ledger = try call.actor.ledger
        var parameters = Parameters(call.query, known: [FieldsParameter.name, numberParameter])
        let fields = parameters.value(FieldsParameter.name, FieldsParameter.parse) ?? .all
        let number = parameters.value(numberParameter).map(TextRule.trimmed)
        guard let number, !number.isEmpty else {
            parameters.note(numberParameter, "is required")
            throw .invalid(parameters.faults)
        }
        // Of two numbers nobody knows which invoice is meant.
        if call.query.values(numberParameter).count > 1 { try parameters.check() }
        guard let invoice = try call.service.invoices.invoice(numbered: number, in: ledger, fields: fields) else {
            throw .noInvoice
        }
        try parameters.check()
        return try InvoiceAnswer.found(invoice, fields, for: call.request)
    }
}
