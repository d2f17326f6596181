import HTTPTypes

/// A request as the handlers receive it: decoded, complete, independent of sockets.
package struct Request: Sendable {
    /// How the body arrived.
    package enum Body: Equatable, Sendable {
        /// The complete body; empty when there was none.
        case complete([UInt8])
        /// Longer than the limit; it was read and discarded.
        case tooLarge
        /// Shorter than announced, or with a `Content-Length` that is not a number.
        case broken
    }

    package var method: HTTPRequest.Method
    /// Percent-decoded and normalised, starting with "/", without the query. Always valid UTF-8.
    package var path: String
    /// As it was sent: percent-encoded, without the "?".
    package var query: String
    /// Only fields that the service reads (``Request/knownFields``); a field that was sent twice occurs twice.
    package var headers: HTTPFields
    package var body: Body
    /// Visible ASCII, ≤ 64 characters; appears in the log and in the response.
    package var id: String
    package var remoteAddress: String
    /// Whether the client used TLS, as far as the gateway reports it.
    package var isSecure: Bool

    package init(
        method: HTTPRequest.Method, path: String, query: String = "", headers: HTTPFields = [:],
        body: Body = .complete([]), id: String = "", remoteAddress: String = "127.0.0.1", isSecure: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.id = id
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
    }

    /// The only header fields that a gateway passes on; all others are dropped unread.
    package static let knownFields: [HTTPField.Name] = [
        .host, .origin, .cookie, .authorization, .contentType, .contentLength, .contentEncoding, .ifMatch,
        .ifNoneMatch, .prefer, .idempotencyKey, .secFetchSite,
    ]
}

extension HTTPField.Name {
    package static let host = known("Host")
    package static let prefer = known("Prefer")
    package static let preferenceApplied = known("Preference-Applied")
    package static let idempotencyKey = known("Idempotency-Key")
    package static let idempotencyReplayed = known("Idempotency-Replayed")
    package static let link = known("Link")
    package static let requestID = known("X-Request-Id")
    package static let totalCount = known("X-Total-Count")
    package static let secFetchSite = known("Sec-Fetch-Site")
    package static let clearSiteData = known("Clear-Site-Data")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a field name: \(name)") }
        return name
    }
}
