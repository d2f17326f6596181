import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing

/// Whoever asks for a page: somebody signed in, or not.
struct Visitor {
    /// The session that is alive; nil for somebody who is not signed in.
    let session: Session?
    /// Proves that a form came from a page of this visitor.
    let csrf: CSRFToken
    /// The secret in the cookie.
    let token: SessionToken
    /// Whether the browser has to be given that cookie.
    let isNew: Bool

    /// A session in constant use is noted as used no more often than this, in seconds.
    private static let touchInterval: Int64 = 60

    init(of request: Request, in service: Service) throws(ServiceError) {
        let now = service.clock.now()
        for token in PageCookie.session.tokens(in: request) {
            guard let session = try service.sessions.session(token.digest), session.isAlive(at: now) else { continue }
            if now.seconds - session.lastUsed.seconds >= Self.touchInterval {
                // Pages can still be read while nothing can be written; then it is noted the next time.
                try? service.sessions.touchSession(token.digest, at: now)
            }
            self.init(session: session, token: token, isNew: false, in: service)
            return
        }
        let token = PageCookie.visitor.tokens(in: request).first
        self.init(
            session: nil, token: token ?? SessionToken(random: service.random), isNew: token == nil, in: service)
    }

    /// Whoever is signed in, for an error that came before the question; nil for others, and while
    /// the database cannot tell.
    static func signedIn(of request: Request, in service: Service) -> Visitor? {
        guard let visitor = try? Visitor(of: request, in: service), visitor.session != nil else { return nil }
        return visitor
    }

    private init(session: Session?, token: SessionToken, isNew: Bool, in service: Service) {
        self.session = session
        self.token = token
        self.isNew = isNew
        csrf =
            session == nil
            ? CSRFToken(visitor: token, keys: service.keys) : CSRFToken(session: token, keys: service.keys)
    }

    /// Signs a user in under a new token, whatever there was before.
    static func signedIn(as user: User, from request: Request, in service: Service) throws(ServiceError) -> Visitor {
        for old in PageCookie.session.tokens(in: request) { try service.sessions.endSession(old.digest) }
        let token = SessionToken(random: service.random)
        let now = service.clock.now()
        try service.sessions.openSession(token.digest, of: user, at: now)
        return Visitor(
            session: Session(user: user, created: now, lastUsed: now), token: token, isNew: true, in: service)
    }

    /// The `Set-Cookie` that this visitor's browser still needs.
    func cookie(for request: Request) -> String? {
        guard isNew else { return nil }
        return session == nil
            ? PageCookie.visitor.set(token.text, for: request, maximumAge: nil)
            : PageCookie.session.set(token.text, for: request, maximumAge: Int(Session.lifetime))
    }
}

/// The cookies of the pages. Over HTTPS their names carry the prefix `__Host-` (RFC 6265bis, 4.1.3.2),
/// and only those are read there.
enum PageCookie: String {
    /// Of somebody signed in.
    case session
    /// Of somebody on the way to it: binds the forms of the sign-in and registration pages.
    case visitor

    /// What browsers sent under the name; over HTTP another program of the same host may have added to it.
    ///
    /// Each is a look-up in the database: of a header full of them only the first few count.
    func tokens(in request: Request) -> [SessionToken] {
        Array(
            Cookies.value(named: name(for: request), in: request.headers).lazy.compactMap { SessionToken($0) }
                .prefix(Self.mostTokens))
    }

    private static let mostTokens = 4

    func set(_ value: String, for request: Request, maximumAge: Int?) -> String {
        SetCookie(name: name(for: request), value: value, maximumAge: maximumAge, isSecure: request.isSecure).text
    }

    private func name(for request: Request) -> String {
        request.isSecure ? "__Host-\(rawValue)" : rawValue
    }
}
