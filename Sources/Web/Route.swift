import HTTP
import HTTPTypes

/// One method of one path, and its handler.
package struct Route: Sendable {
    /// Checks the credentials, parses the body and answers, in the contract's order.
    ///
    /// Receives the path's `{id}` as it was sent, empty if the path has none, and sets the asker as soon as
    /// it is known.
    package typealias Answer = @Sendable (Request, _ id: Substring, inout Asker) throws(RequestError) -> Response

    package let method: HTTPRequest.Method
    /// An absolute path; one segment may be `{id}`.
    package let path: String
    package let lane: Lane
    package let answer: Answer
    /// Its number among all routes, from 1; assigned by the router.
    package internal(set) var number = 0

    /// Methods other than GET use the committing lane unless another is given.
    package init(_ method: HTTPRequest.Method, _ path: String, in lane: Lane? = nil, _ answer: @escaping Answer) {
        precondition(method != .get || lane == nil, "GET routes always use the workers")
        self.method = method
        self.path = path
        self.lane = lane ?? (method == .get ? .workers : .committing)
        self.answer = answer
    }
}

/// The sender of a request, as far as it is known.
package struct Asker: Sendable {
    /// The user's id, for the log.
    package var user: Int64?
    /// The visitor of a page, for rendering an error page.
    package var visitor: (any Sendable)?

    init() {}
}

/// Renders errors as responses: problem documents, or pages.
package protocol ErrorPresenter: Sendable {
    func present(_ error: RequestError, for request: Request, by asker: Asker) -> Response
}
