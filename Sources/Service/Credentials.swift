import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing

/// Says who asks.
enum Credentials {
    /// The user whom the route's kind of credentials names; nil on routes for anyone.
    ///
    /// Throws `unauthorized` when they are missing or not valid, `forbidden` when registration is closed.
    static func user(of request: Request, for access: Route.Access, in service: Service) throws(ServiceError) -> User? {
        switch access {
        case .anyone: return nil
        case .registration:
            guard service.settings.registrationIsOpen else { throw .registrationIsClosed }
            return nil
        case .bearer: return try bearer(of: request, in: service)
        }
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
        let scheme = field.prefix { $0 != " " }
        guard scheme.lowercased() == "bearer" else { return nil }
        let token = field.dropFirst(scheme.count).drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}

extension ServiceError {
    static let registrationIsClosed = ServiceError.forbidden(
        "Registration is closed. The administrator makes accounts here.")
}
