import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON

/// The responses that contain one invoice.
package enum InvoiceAnswers {
    /// 200 with the requested fields, or 304 when the client already has them; throws
    /// `preconditionFailed` when `If-Match` names another state (RFC 9110, 13.2.2).
    static func found(
        _ invoice: Invoice, _ fields: InvoiceFields, for request: Request
    ) throws(DomainError) -> Response {
        try found(revision: invoice.revision, for: request) {
            var writer = JSONWriter(reserving: 1024)
            InvoiceJSON.write(invoice, InvoiceJSON.members(fields), to: &writer)
            return writer.bytes
        }
    }

    /// The same, with a closure that writes the invoice.
    static func found(revision: Int64, for request: Request, _ body: () -> [UInt8]) throws(DomainError) -> Response {
        let tag = entityTag(ofRevision: revision)
        try Preconditions.requireMatch(request, tag)
        if Preconditions.isKnown(request, tag) { return Response(.notModified, headers: [.eTag: tag.text]) }
        return Response(.ok, headers: [.contentType: JSONAnswer.mediaType, .eTag: tag.text], body: .bytes(body()))
    }

    static func changed(_ invoice: Invoice) -> Response {
        Response(
            .ok, headers: [.contentType: JSONAnswer.mediaType, .eTag: entityTag(ofRevision: invoice.revision).text],
            body: .bytes(InvoiceJSON.bytes(of: invoice)))
    }

    /// 201, in the form that is stored for idempotent replay.
    package static func creation(of invoice: Invoice) -> StoredResponse {
        StoredResponse(
            status: 201,
            fields: [
                (.contentType, JSONAnswer.mediaType), (.eTag, entityTag(ofRevision: invoice.revision).text),
                (.location, "/api/v1/invoices/\(invoice.id)"),
            ], body: InvoiceJSON.bytes(of: invoice))
    }

    /// A strong entity tag (RFC 9110, 8.8.3): the invoice's revision, which is never reused.
    static func entityTag(ofRevision revision: Int64) -> EntityTag {
        EntityTag(String(revision))
    }
}

/// Other JSON responses.
enum JSONAnswer {
    static let mediaType = "application/json"

    static func ok(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status, headers: [.contentType: mediaType], body: .bytes(bytes))
    }
}
