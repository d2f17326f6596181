import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives

/// `If-Match` and `If-None-Match` (RFC 9110, 13.1 and 13.2.2).
enum Preconditions {
    /// For changes: throws `preconditionFailed` when `If-Match` does not match the invoice's state or
    /// `If-None-Match` does.
    static func check(_ request: Request, against invoice: Invoice) throws(DomainError) {
        let tag = InvoiceAnswers.entityTag(ofRevision: invoice.revision)
        try requireMatch(request, tag)
        if isKnown(request, tag) { throw .preconditionFailed }
    }

    /// Throws `preconditionFailed` when `If-Match` names another state; a malformed field matches nothing.
    static func requireMatch(_ request: Request, _ tag: EntityTag) throws(DomainError) {
        let wanted = request.headers[values: .ifMatch]
        guard !wanted.isEmpty else { return }
        guard EntityTagCondition(parsing: wanted)?.holdsStrongly(for: tag) ?? false else { throw .preconditionFailed }
    }

    /// Whether `If-None-Match` names this state, so that the client already has it.
    static func isKnown(_ request: Request, _ tag: EntityTag) -> Bool {
        EntityTagCondition(parsing: request.headers[values: .ifNoneMatch])?.holdsWeakly(for: tag) ?? false
    }
}
