import Auth
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import Web
import JSON

/// `GET /openapi.json`: the API's document (OpenAPI 3.1), built once when the service starts.
struct OpenAPI: DocumentedEndpoint {
    static let path = "/openapi.json"

    let edition: Edition

    /// The document's bytes and their entity tag.
    struct Edition: Sendable {
        let bytes: [UInt8]
        let tag: EntityTag

        /// The empty document.
        static let none = Edition([])

        init(_ facts: DocumentFacts, of routes: [APIRoute]) {
            var writer = JSONWriter(reserving: 128 * 1024)
            writer.value(OpenAPIDocument(facts).json(of: routes))
            self.init(writer.bytes)
        }

        private init(_ bytes: [UInt8]) {
            self.bytes = bytes
            tag = EntityTag(Self.hexadecimal(Digest.sha256(bytes).prefix(8)))
        }

        private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    func answer(_ call: APICall) throws(DomainError) -> Response {
        try Parameters(call.query).check()
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
            description: "For generators of clients and tools that test an API.", parameters: [.ifNoneMatch],
            answers: [
                SuccessAnswer(
                    .ok, "The document, in OpenAPI 3.1.", headers: [.entityTag, .cacheControl],
                    content: .json(.type("object"), [])),
                SuccessAnswer(
                    .notModified, "The document still matches `If-None-Match`.", headers: [.entityTag, .cacheControl]),
            ],
            problems: [.unknownParameter])
    }
}
