import HTTP
import HTTPTypes
import Invoicing
import JSON

/// The answers that carry one invoice.
enum InvoiceAnswer {
    /// 200 with the fields that were asked for, or 304 when the client has them already; throws
    /// `preconditionFailed` when it asks for another state (RFC 9110, 13.2.2).
    static func found(
        _ invoice: Invoice, _ fields: InvoiceFields, for request: Request
    ) throws(ServiceError) -> Response {
        try found(revision: invoice.revision, for: request) {
            var writer = JSONWriter(reserving: 1024)
            InvoiceJSON.write(invoice, InvoiceJSON.members(fields), to: &writer)
            return writer.bytes
        }
    }

    /// The same, with what writes the invoice.
    static func found(revision: Int64, for request: Request, _ body: () -> [UInt8]) throws(ServiceError) -> Response {
        let tag = entityTag(ofRevision: revision)
        try Preconditions.requireMatch(request, tag)
        if Preconditions.isKnown(request, tag) { return Response(.notModified, headers: [.eTag: tag.text]) }
        return Response(.ok, headers: [.contentType: JSONAnswer.mediaType, .eTag: tag.text], body: .bytes(body()))
    }

    static func changed(_ invoice: Invoice) -> Response {
        Response(
            .ok, headers: [.contentType: JSONAnswer.mediaType, .eTag: entityTag(ofRevision: invoice.revision).text],
            body: .bytes(InvoiceJSON.snapshot(of: invoice)))
    }

    static func created(_ created: InvoiceCreated) -> Response {
        var response = Response(
            .created,
            headers: [
                .contentType: JSONAnswer.mediaType, .eTag: entityTag(ofRevision: created.revision).text,
                .location: "/api/v1/invoices/\(created.id)",
            ], body: .bytes(created.snapshot))
        if created.isReplay { response.headers[.idempotencyReplayed] = "true" }
        return response
    }

    /// Strong (RFC 9110, 8.8.3): a revision is never used twice.
    static func entityTag(ofRevision revision: Int64) -> EntityTag {
        EntityTag(String(revision, radix: 16))
    }
}

/// Answers in JSON that are no invoice.
enum JSONAnswer {
    static let mediaType = "application/json"

    static func ok(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status, headers: [.contentType: mediaType], body: .bytes(bytes))
    }
}
