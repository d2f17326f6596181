import HTTP
import Application
import Ledger
import Primitives
import Web

/// `GET /api/v1/invoices/find`: the invoice with a given number.
struct InvoiceFind: APIEndpoint {
    static let numberParameter = "invoice_number"

    let invoices: ReadInvoices

    func answer(_ call: APICall) throws(DomainError) -> Response {
        var parameters = Parameters(call.query, known: [FieldsParameter.name, Self.numberParameter])
        let fields = parameters.value(FieldsParameter.name, FieldsParameter.parse) ?? .all
        let number = parameters.value(Self.numberParameter).map(TextRule.trimmed)
        guard let number, !number.isEmpty else {
            parameters.note(Self.numberParameter, "is required")
            throw .invalid(parameters.faults)
        }
        // With two numbers it is ambiguous which invoice is meant.
        if call.query.values(Self.numberParameter).count > 1 { try parameters.check() }
        let invoice = try invoices.invoice(numbered: number, for: call.actor, fields: fields)
        try parameters.check()
        return try InvoiceAnswers.found(invoice, fields, for: call.request)
    }
}
