import HTTP
import HTTPTypes
import Invoicing

/// `If-Match` (RFC 9110, 13.1.1).
enum Preconditions {
    /// Throws `preconditionFailed` when the request names another state of the invoice than this.
    static func check(_ request: Request, against invoice: Invoice) throws(ServiceError) {
        let wanted = request.headers[values: .ifMatch]
        guard !wanted.isEmpty else { return }
        let tag = InvoiceAnswer.entityTag(ofRevision: invoice.revision)
        // What cannot be read matches nothing.
        guard EntityTagCondition(parsing: wanted)?.holdsStrongly(for: tag) ?? false else { throw .preconditionFailed }
    }
}
