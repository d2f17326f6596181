import Accounts
import Application
import Auth
import HTTP
import Ledger
import Primitives

/// Who asks for a page, signed in or not.
struct Visitor: Sendable {
    /// The session that is alive; nil when nobody is signed in.
    let session: Session?
    /// Proves that a form came from a page of this visitor.
    let csrf: CSRFToken
    /// The secret in the cookie.
    let token: SessionToken
    /// Whether the browser has to be given that cookie.
    let isNew: Bool

    fileprivate init(session: Session?, token: SessionToken, isNew: Bool, keys: Keys) {
        self.session = session
        self.token = token
        self.isNew = isNew
        csrf = session == nil ? CSRFToken(visitor: token, keys: keys) : CSRFToken(session: token, keys: keys)
    }

    /// The `Set-Cookie` that this visitor's browser still needs.
    func cookie(for request: Request) -> String? {
        guard isNew else { return nil }
        return session == nil
            ? PageCookie.visitor.set(token.text, for: request, maximumAge: nil)
            : PageCookie.session.set(token.text, for: request, maximumAge: Int(Session.lifetime))
    }
}

/// Tells visitors by the cookies of their browsers, and signs them in and out.
struct Visitors: Sendable {
    let sessions: Sessions
    let keys: Keys
    let random: RandomSource

    func visitor(of request: Request) throws(DomainError) -> Visitor {
        for token in PageCookie.session.tokens(in: request) {
            guard let session = try sessions.resume(token.digest) else { continue }
            return Visitor(session: session, token: token, isNew: false, keys: keys)
        }
        let token = PageCookie.visitor.tokens(in: request).first
        return Visitor(session: nil, token: token ?? SessionToken(random: random), isNew: token == nil, keys: keys)
    }

    /// The visitor who is signed in, for an error that came before the session was looked up; nil for others, and
    /// while the store cannot be read.
    func signedIn(of request: Request) -> Visitor? {
        guard let visitor = try? visitor(of: request), visitor.session != nil else { return nil }
        return visitor
    }

    /// Signs a user in under a new token, whatever there was before.
    func signIn(_ user: User, from request: Request) throws(DomainError) -> Visitor {
        for old in PageCookie.session.tokens(in: request) { try sessions.end(old.digest) }
        let token = SessionToken(random: random)
        let session = try sessions.open(token.digest, of: user)
        return Visitor(session: session, token: token, isNew: true, keys: keys)
    }

    func signOut(_ visitor: Visitor) throws(DomainError) {
        try sessions.end(visitor.token.digest)
    }
}
