import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing

/// Who asks: a user by a token or a session, a visitor of the pages, or anyone.
struct Asker {
    var user: User?
    /// There on pages only.
    var visitor: Visitor?
}

/// Says who asks.
enum Credentials {
    /// Whom the route's kind of credentials names.
    ///
    /// Throws `unauthorized` when a bearer token is missing or not valid, `forbidden` when
    /// registration is closed or the request comes from elsewhere. A page whose visitor is not signed in comes without a user.
    static func asker(of request: Request, for access: Route.Access, in service: Service) throws(ServiceError) -> Asker
    {
        switch access {
        case .anyone: return Asker()
        case .loopback:
            guard ["127.0.0.1", "::1"].contains(request.remoteAddress) else {
                throw .forbidden("This is answered on the machine itself only.")
            }
            return Asker()
        case .registration:
            try requireOpenRegistration(in: service)
            return Asker()
        case .bearer: return Asker(user: try bearer(of: request, in: service))
        case .registrant:
            let visitor = try Visitor(of: request, in: service)
            try requireOpenRegistration(in: service)
            return Asker(user: visitor.session?.user, visitor: visitor)
        case .visitor, .session:
            let visitor = try Visitor(of: request, in: service)
            return Asker(user: visitor.session?.user, visitor: visitor)
        }
    }

    private static func requireOpenRegistration(in service: Service) throws(ServiceError) {
        guard service.settings.registrationIsOpen else { throw .registrationIsClosed }
    }

    /// The user of the access token (RFC 6750, 2.1).
    private static func bearer(of request: Request, in service: Service) throws(ServiceError) -> User {
        let sent = request.headers[values: .authorization]
        guard sent.count == 1, let token = bearerToken(in: sent[0]) else {
            throw .unauthorized("Sign in first, and send the access token as `Authorization: Bearer …`.")
        }
        guard let claims = service.tokens.claims(of: token, at: service.clock.now()),
            let user = try service.users.user(claims.user), user.isActive, user.generation == claims.generation
        else {
            throw .unauthorized("The access token is not valid, or no longer. Sign in again.")
        }
        return user
    }

    /// What follows the scheme word, which is case-insensitive (RFC 9110, 11.1); nil for another scheme.
    private static func bearerToken(in field: String) -> String? {
        let scheme = field.utf8.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.elementsEqual("Bearer".utf8) || Substring(scheme).lowercased() == "bearer" else { return nil }
        let token = field.utf8[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : String(Substring(token))
    }
}

extension ServiceError {
    static let registrationIsClosed = ServiceError.forbidden(
        "Registration is closed. The administrator makes accounts here.")
}
