import HTTP
import HTTPTypes
import Invoicing

/// One method of one path, and what its requests have to bring.
struct Route: Sendable {
    /// Who may call.
    enum Access: Sendable {
        case anyone
        /// Anyone, as long as registration is open.
        case registration
        /// Whoever sends a valid access token.
        case bearer
        /// Anyone, to a page; a form must come from one of our pages.
        case visitor
        /// Anyone, to a page, as long as registration is open.
        case registrant
        /// Whoever is signed in, to a page; others are led to the sign-in form.
        case session
        /// Programs on this machine.
        case loopback
    }

    /// What a request's body has to be.
    enum Body: Sendable {
        /// There is none; what is sent is not looked at.
        case none
        /// `application/json`.
        case json
        /// `application/json` or `application/merge-patch+json`.
        case patch
        /// A form, in either encoding.
        case form

        /// The content types that are taken.
        var mediaTypes: [String] {
            switch self {
            case .none: []
            case .json: ["application/json"]
            case .patch: ["application/json", "application/merge-patch+json"]
            case .form: ["application/x-www-form-urlencoded", "multipart/form-data"]
            }
        }
    }

    typealias Answer = @Sendable (Call) throws(ServiceError) -> Response

    let method: HTTPRequest.Method
    /// An absolute path of which a segment may be `{id}`.
    let path: String
    let access: Access
    let body: Body
    let lane: Lane
    let answer: Answer
    /// What the API's document says of it; nil for a page.
    let operation: (@Sendable (DocumentFacts) -> Operation)?
    /// Its place among all routes, from 1; the router gives it.
    var number = 0

    init(
        _ method: HTTPRequest.Method, _ path: String, for access: Access = .anyone, takes body: Body = .none,
        in lane: Lane? = nil, _ answer: @escaping Answer
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.body = body
        self.lane = Self.lane(of: method, lane)
        self.answer = answer
        operation = nil
    }

    /// A route of the API, which the document describes.
    init<Endpoint: DocumentedEndpoint>(
        _ method: HTTPRequest.Method, _ path: String, for access: Access = .anyone, takes body: Body = .none,
        in lane: Lane? = nil, _ endpoint: Endpoint.Type
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.body = body
        self.lane = Self.lane(of: method, lane)
        answer = Endpoint.answer
        operation = Endpoint.operation
    }

    /// What is not GET writes, and may be slow in its own way.
    private static func lane(of method: HTTPRequest.Method, _ special: Lane?) -> Lane {
        precondition(method != .get || special == nil, "a GET is answered by the workers")
        return special ?? (method == .get ? .workers : .committing)
    }
}
