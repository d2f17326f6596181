import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Web

/// A route of the API: its access rule, its kind of body, and its endpoint.
struct APIRoute: Sendable {
    /// Who may call the route.
    enum Access: Sendable {
        case anyone
        /// Anyone, while registration is open.
        case registration
        /// Only with a valid access token.
        case bearer
        /// Programs on this machine.
        case loopback
    }

    let method: HTTPRequest.Method
    let path: String
    let access: Access
    let body: BodyKind
    let lane: Lane?
    let endpoint: any APIEndpoint
    /// The route's description in the document; nil for undocumented routes.
    let operation: (@Sendable (DocumentFacts) -> Operation)?

    /// An undocumented route.
    init<Endpoint: APIEndpoint>(
        _ method: HTTPRequest.Method, _ path: String, for access: Access = .anyone, takes body: BodyKind = .none,
        in lane: Lane? = nil, _ endpoint: Endpoint
    ) {
        self.init(method, path, access, body, lane, endpoint, operation: nil)
    }

    /// A documented route.
    init<Endpoint: DocumentedEndpoint>(
        _ method: HTTPRequest.Method, _ path: String, for access: Access = .anyone, takes body: BodyKind = .none,
        in lane: Lane? = nil, _ endpoint: Endpoint
    ) {
        self.init(method, path, access, body, lane, endpoint, operation: Endpoint.operation)
    }

    private init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ body: BodyKind, _ lane: Lane?,
        _ endpoint: any APIEndpoint, operation: (@Sendable (DocumentFacts) -> Operation)?
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.body = body
        self.lane = lane
        self.endpoint = endpoint
        self.operation = operation
    }

    /// Checks in the contract's order: credentials, the body's size, type and syntax, then the endpoint's own checks.
    func route(admittedBy credentials: Credentials) -> Route {
        Route(method, path, in: lane) { [access, body, endpoint] (request, id, asker) throws(RequestError) in
            let user = try credentials.user(of: request, for: access)
            asker.user = user?.id
            let sent = try RequestBody(of: request, as: body)
            let query = try RequestBody.query(of: request)
            do throws(DomainError) {
                return try endpoint.answer(APICall(request: request, id: id, caller: user, query: query, body: sent))
            } catch {
                throw .refused(error)
            }
        }
    }
}

/// The handler of a route of the API.
protocol APIEndpoint: Sendable {
    func answer(_ call: APICall) throws(DomainError) -> Response
}

/// A request that passed the checks of its route, with their results.
struct APICall {
    let request: Request
    /// The path's `{id}`, as it was sent; empty if the route has none.
    let id: Substring
    fileprivate let caller: User?
    let query: QueryString
    let body: RequestBody

    fileprivate init(request: Request, id: Substring, caller: User?, query: QueryString, body: RequestBody) {
        self.request = request
        self.id = id
        self.caller = caller
        self.query = query
        self.body = body
    }

    /// The caller; available on every route that requires an access token.
    var user: User {
        get throws(DomainError) {
            guard let caller else { throw .failed }
            return caller
        }
    }

    /// The caller with their ledger.
    var actor: Actor {
        get throws(DomainError) { Actor(try user, means: .accessToken) }
    }

    /// The path's `{id}` as an invoice's id.
    var invoiceID: Int64 {
        get throws(DomainError) { try PathID.invoice(id) }
    }
}
