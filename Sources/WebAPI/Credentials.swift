import Accounts
import Application
import Auth
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// Authenticates the callers of the API and enforces the routes' access rules.
struct Credentials: Sendable {
    let tokens: AccessTokens
    let authenticate: AuthenticateToken
    let registrationIsOpen: Bool
    let clock: Clock

    /// The user of the request's access token, if the route requires one.
    ///
    /// Throws `unauthorized` when the token is missing or not valid, `forbidden` when registration is closed or the
    /// request comes from another machine.
    func user(of request: Request, for access: APIRoute.Access) throws(RequestError) -> User? {
        do throws(DomainError) {
            switch access {
            case .anyone: return nil
            case .loopback:
                guard ["127.0.0.1", "::1"].contains(request.remoteAddress) else {
                    throw .forbidden("This is answered on the machine itself only.")
                }
                return nil
            case .registration:
                guard registrationIsOpen else { throw .registrationIsClosed }
                return nil
            case .bearer: return try bearer(of: request)
            }
        } catch {
            throw .refused(error)
        }
    }

    /// The user of the access token (RFC 6750, 2.1).
    private func bearer(of request: Request) throws(DomainError) -> User {
        let sent = request.headers[values: .authorization]
        guard sent.count == 1, let token = Self.bearerToken(in: sent[0]) else {
            throw .unauthorized("Sign in first, and send the access token as `Authorization: Bearer …`.")
        }
        guard let claims = tokens.claims(of: token, at: clock.now()),
            let user = try authenticate.user(claims.user, generation: claims.generation)
        else {
            throw .unauthorized("The access token is not valid, or no longer. Sign in again.")
        }
        return user
    }

    /// The token after the scheme name, which is case-insensitive (RFC 9110, 11.1); nil for another scheme.
    private static func bearerToken(in field: String) -> String? {
        let scheme = field.utf8.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.elementsEqual("Bearer".utf8) || Substring(scheme).lowercased() == "bearer" else { return nil }
        let token = field.utf8[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : String(Substring(token))
    }
}
