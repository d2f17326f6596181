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
    private static let touchInterval: Int64 = 3600

    init(of request: Request, in service: Service) throws(ServiceError) {
        if let token = PageCookie.session.token(in: request),
            let session = try service.sessions.session(token.digest), session.isAlive(at: service.clock.now())
        {
            let now = service.clock.now()
            if now.seconds - session.lastUsed.seconds > Self.touchInterval {
                try service.sessions.touchSession(token.digest, at: now)
            }
            self.init(session: session, token: token, isNew: false, in: service)
        } else if let token = PageCookie.visitor.token(in: request) {
            self.init(session: nil, token: token, isNew: false, in: service)
        } else {
            self.init(session: nil, token: SessionToken(random: service.random), isNew: true, in: service)
        }
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
        if let old = PageCookie.session.token(in: request) { try service.sessions.endSession(old.digest) }
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

    func token(in request: Request) -> SessionToken? {
        Cookies.value(named: name(for: request), in: request.headers).first.flatMap { SessionToken($0) }
    }

    func set(_ value: String, for request: Request, maximumAge: Int?) -> String {
        SetCookie(name: name(for: request), value: value, maximumAge: maximumAge, isSecure: request.isSecure).text
    }

    private func name(for request: Request) -> String {
        request.isSecure ? "__Host-\(rawValue)" : rawValue
    }
}
