import HTTPTypes

/// An answer on its way out. It belongs to the thread that made it.
package struct Response {
    package enum Body {
        case none
        /// Sent with a `Content-Length`.
        case bytes([UInt8])
        /// Bytes that are made while they are sent, in pieces of bounded size.
        ///
        /// The closure is called once and gives every piece to its argument, which throws when the
        /// client is gone. When the closure itself throws, the connection is cut, so that nobody
        /// takes the beginning for the whole.
        case stream((_ write: ([UInt8]) throws -> Void) throws -> Void)
    }

    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: Body
    /// Called once after the last byte was handed over (or the client was gone), with the
    /// number of body bytes sent.
    package var onSent: ((Int) -> Void)?

    package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// On which threads a request is answered.
package enum Lane: Sendable {
    /// The workers, which answer everything that is quick.
    case workers
    /// The workers too, but this one waits for the disk to keep what was written.
    case committing
    /// The few threads for requests that hash a password, a fifth of a second each.
    case hashing
}

/// What a gateway (FastCGI, CGI) hands its requests to. Called from many threads at once.
package protocol Responder: Sendable {
    /// Where the request is to be answered; says nothing of whether it is any good.
    func lane(of request: Request) -> Lane
    /// Answers whatever comes, and never fails: errors are answers too.
    func respond(to request: Request) -> Response
    /// The answer when the lane's queue is full: 503 with `Retry-After`.
    func refuse(_ request: Request) -> Response
    /// The answer to a request whose head cannot be understood, so that there is no ``Request``.
    ///
    /// - Parameter path: What could be read of the path, made printable: enough to tell whether to
    ///   answer with a problem document or a page. May be empty.
    func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response
}
