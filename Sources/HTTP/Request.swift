import HTTPTypes

/// A request as the handler layer sees it: decoded, complete, free of sockets.
package struct Request: Sendable {
    /// How the body arrived.
    package enum Body: Equatable, Sendable {
        /// All of it; empty when there was none.
        case complete([UInt8])
        /// Longer than the limit; it was read and thrown away.
        case tooLarge
        /// Shorter than announced, or announced with a length that is no number.
        case broken
    }

    package var method: HTTPRequest.Method
    /// Percent-decoded and normalised, starting with "/", without the query. Invalid UTF-8 never gets here.
    package var path: String
    /// As it was sent: percent-encoded, without the "?".
    package var query: String
    /// Only fields that the service reads (``Request/knownFields``); one that was sent twice is there twice.
    package var headers: HTTPFields
    package var body: Body
    /// Visible ASCII, ≤ 64 characters: goes to the log and back to the client.
    package var id: String
    package var remoteAddress: String
    /// Whether the client came over TLS, as far as is known here.
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

    /// The only header fields that a gateway hands over; all others are dropped unread.
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
