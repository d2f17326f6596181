import HTTPTypes

/// A response to be sent. Confined to the thread that created it.
package struct Response {
    package enum Body {
        case none
        /// Sent with a `Content-Length`.
        case bytes([UInt8])
        /// Bytes that are produced while they are sent, in pieces of bounded size.
        ///
        /// The closure is called once and passes every piece to its argument, which throws when the
        /// client has disconnected. When the closure itself throws, the connection is aborted, so that no
        /// client takes a partial body for a complete one.
        case stream((_ write: ([UInt8]) throws -> Void) throws -> Void)
    }

    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: Body
    /// Called once after the last byte was handed over (or the client disconnected), with the
    /// number of body bytes sent.
    package var onSent: ((Int) -> Void)?

    package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The group of threads that answers a request.
package enum Lane: Sendable {
    /// The workers, for all fast requests.
    case workers
    /// The workers, for a request that waits until its changes are on disk.
    case committing
    /// The few threads for requests that hash a password, a fifth of a second each.
    case hashing
}

/// Answers the requests of a gateway (FastCGI, CGI). Called from many threads concurrently.
package protocol Responder: Sendable {
    /// The lane that answers the request. The request is not validated.
    func lane(of request: Request) -> Lane
    /// Answers any request. Never fails: errors are responses too.
    func respond(to request: Request) -> Response
    /// The response when the lane's queue is full: 503 with `Retry-After`.
    func refuse(_ request: Request) -> Response
    /// The response to a request whose head cannot be parsed, so that there is no ``Request``.
    ///
    /// - Parameter path: The readable part of the path, made printable: enough to decide whether to
    ///   answer with a problem document or a page. May be empty.
    func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response
}
