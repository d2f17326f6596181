import Auth
import HTTP
import HTTPTypes
import Invoicing
import JSON

/// `GET /openapi.json`: the API's document (OpenAPI 3.1), made once when the service starts.
enum OpenAPI: DocumentedEndpoint {
    static let path = "/openapi.json"

    /// The document's bytes and their tag.
    struct Edition: Sendable {
        let bytes: [UInt8]
        let tag: EntityTag

        init(_ facts: DocumentFacts) {
            var writer = JSONWriter(reserving: 128 * 1024)
            writer.value(OpenAPIDocument(facts).json(of: Routes.all))
            bytes = writer.bytes
            tag = EntityTag(Self.hexadecimal(Digest.sha256(bytes).prefix(8)))
        }

        private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    static func answer(_ call: Call) throws(ServiceError) -> Response {
        try Parameters(call.query).check()
        let edition = call.service.openAPI
        let headers: HTTPFields = [.eTag: edition.tag.text, .cacheControl: "public, max-age=300"]
        let known = call.request.headers[values: .ifNoneMatch]
        if EntityTagCondition(parsing: known)?.holdsWeakly(for: edition.tag) ?? false {
            return Response(.notModified, headers: headers)
        }
        var response = Response(.ok, headers: headers, body: .bytes(edition.bytes))
        response.headers[.contentType] = JSONAnswer.mediaType
        return response
    }

    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "getOpenAPI", tag: .service, summary: "This document",
            description: "For generating clients and for tools that test an API.", parameters: [.ifNoneMatch],
            answers: [
                SuccessAnswer(
                    .ok, "The document, in OpenAPI 3.1.", headers: [.entityTag, .cacheControl],
                    content: .json(.type("object"), [])),
                SuccessAnswer(
                    .notModified, "It still is as `If-None-Match` says.", headers: [.entityTag, .cacheControl]),
            ],
            problems: [.unknownParameter])
    }
}
