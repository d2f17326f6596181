import HTTP
import HTTPTypes
import Invoicing

/// `If-Match` and `If-None-Match` (RFC 9110, 13.1 and 13.2.2).
enum Preconditions {
    /// Before a change: throws `preconditionFailed` when the request wants another state of the invoice than
    /// this, or wants none.
    static func check(_ request: Request, against invoice: Invoice) throws(ServiceError) {
        let tag = InvoiceAnswer.entityTag(ofRevision: invoice.revision)
        try requireMatch(request, tag)
        if isKnown(request, tag) { throw .preconditionFailed }
    }

    /// Throws `preconditionFailed` when `If-Match` names another state; what cannot be read matches nothing.
    static func requireMatch(_ request: Request, _ tag: EntityTag) throws(ServiceError) {
        let wanted = request.headers[values: .ifMatch]
        guard !wanted.isEmpty else { return }
        guard EntityTagCondition(parsing: wanted)?.holdsStrongly(for: tag) ?? false else { throw .preconditionFailed }
    }

    /// Whether `If-None-Match` names this state: a reader has it already.
    static func isKnown(_ request: Request, _ tag: EntityTag) -> Bool {
        EntityTagCondition(parsing: request.headers[values: .ifNoneMatch])?.holdsWeakly(for: tag) ?? false
    }
}
