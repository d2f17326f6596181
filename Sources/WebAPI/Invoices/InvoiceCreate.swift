import Application
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// `POST /api/v1/invoices`: creates an invoice.
struct InvoiceCreate: APIEndpoint {
    let createInvoice: CreateInvoice

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let key = IdempotencyKey(call.request)
        let draft = Result { () throws(DomainError) in
            let body = try InvoiceBody(call.body, besides: Parameters(call.query).faults)
            return try together(with: body.faults + key.faults) { () throws(InvalidInput) in
                try InvoiceDraft(body.input)
            }
        }
        let created = try createInvoice.perform(draft, by: call.actor, claim: claim(key, call)) { invoice in
            InvoiceAnswers.creation(of: invoice).bytes
        }
        switch created {
        case .done(let invoice): return InvoiceAnswers.creation(of: invoice).response
        case .replayed(let bytes):
            guard var response = StoredResponse(bytes)?.response else { throw .failed }
            response.headers[.idempotencyReplayed] = "true"
            return response
        }
    }

    /// Nil without a key, and for a malformed one, which is reported as a fault.
    private func claim(_ key: IdempotencyKey, _ call: APICall) -> IdempotencyClaim? {
        guard let text = key.text, key.faults.isEmpty, case .complete(let bytes) = call.request.body else { return nil }
        return IdempotencyClaim(key: text, digest: Digest.sha256(bytes))
    }
}
