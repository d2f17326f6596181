import HTTP
import HTTPTypes
import Ledger
import Web

/// A route of the pages: who may call it, and what answers.
struct PageRoute: Sendable {
    /// Who may call.
    enum Access: Sendable {
        /// Anyone.
        case visitor
        /// Anyone, as long as registration is open.
        case registrant
        /// Those who are signed in; others are led to the sign-in form.
        case session
    }

    typealias Endpoint = @Sendable (PageCall) throws(DomainError) -> Response
    /// Shows a form again as it was typed, with a sentence above it.
    typealias Resume = @Sendable (PageCall, _ notice: String) throws(DomainError) -> Response

    private static let parameter = "{id}"

    let method: HTTPRequest.Method
    /// An absolute path of which a segment may be `{id}`.
    let path: String
    let access: Access
    let endpoint: Endpoint
    let resume: Resume?
    private let lane: Lane?
    /// The path of the page that a posted form stands on.
    private let page: String

    /// A POST takes a form, which must come from a page of this site: that of the same path, unless `page` names
    /// another. `resume` shows the form again after its session had ended and its owner has signed in again.
    init(
        _ method: HTTPRequest.Method, _ path: String, for access: Access = .session, in lane: Lane? = nil,
        formOn page: String? = nil, _ endpoint: @escaping Endpoint, resume: Resume? = nil
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.lane = lane
        self.page = page ?? path
        self.endpoint = endpoint
        self.resume = resume
    }

    var body: BodyKind { method == .post ? .form : .none }

    func route(behind checks: PageChecks) -> Route {
        Route(method, path, in: lane) { (request, id, asker) throws(RequestError) in
            try checks.answer(request, id: id, on: self, by: &asker)
        }
    }

    /// The address of the page that the form stands on, not encoded.
    func page(id: Substring) -> String {
        page.replacing(Self.parameter, with: id)
    }

    /// What an address that is the route's path has for its `{id}`, empty where the path has none; nil for another
    /// address.
    func id(in address: String) -> Substring? {
        let expected = path.split(separator: "/", omittingEmptySubsequences: false)
        let sent = address.split(separator: "/", omittingEmptySubsequences: false)
        guard expected.count == sent.count else { return nil }
        var id: Substring = ""
        for (expected, sent) in zip(expected, sent) where expected != sent {
            guard expected == Self.parameter, !sent.isEmpty else { return nil }
            id = sent
        }
        return id
    }
}
