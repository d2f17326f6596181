import Auth
import HTTP
import Invoicing

/// `POST /api/v1/invoices`: makes an invoice.
enum InvoiceCreate {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let body = try InvoiceBody(call.body, besides: Parameters(call.query).faults)
        let key = IdempotencyKey(call.request)
        let draft = try together(with: body.faults + key.faults) { () throws(ServiceError) in
            try InvoiceDraft(body.input)
        }
        let actor = try call.actor
        let moment = call.now
        guard let key = key.text else { return try create(draft, by: actor, at: moment, claim: nil, call) }
        guard case .complete(let bytes) = call.request.body else { throw .failed }
        let claim = IdempotencyClaim(key: key, bodyDigest: Digest.sha256(bytes))
        return try call.service.runningKeys.run(key, of: actor.user) { () throws(ServiceError) in
            try create(draft, by: actor, at: moment, claim: claim, call)
        }
    }

    private static func create(
        _ draft: InvoiceDraft, by actor: Actor, at moment: Timestamp, claim: IdempotencyClaim?, _ call: Call
    ) throws(ServiceError) -> Response {
        let random = call.service.random
        let created = try call.service.invoices.create(draft, by: actor, at: moment, claim: claim) {
            InvoiceNumber(at: moment, random: random.bytes)
        }
        return InvoiceAnswer.created(created)
    }
}
