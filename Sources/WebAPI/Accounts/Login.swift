import Accounts
import Auth
import HTTP
import Application
import Ledger
import Primitives
import JSON
import Web

/// `POST /api/v1/auth/login`: the password grant of OAuth 2 (RFC 6749, 4.3).
struct Login: APIEndpoint {
    static let path = "/api/v1/auth/login"

    let signIn: SignIn
    let tokens: AccessTokens
    let clock: Clock

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let form = try LoginForm(call)
        let user = try signIn.perform(
            login: form.username, password: form.password,
            network: ClientNetwork.bytes(of: call.request.remoteAddress))
        var writer = JSONWriter(reserving: 512)
        writer.object { answer in
            answer.string("access_token", tokens.issue(for: user, at: clock.now()))
            answer.string("token_type", "bearer")
            answer.integer("expires_in", Int64(tokens.lifetime))
        }
        return JSONAnswer.ok(writer.bytes)
    }

    /// OAuth's code for an error (RFC 6749, 5.2); nil if it has none.
    static func oauthError(for error: RequestError) -> String? {
        switch error {
        case .refused(.unauthorized): "invalid_grant"
        case .refused(.invalid(let faults)) where faults == [LoginForm.unsupportedGrant]: "unsupported_grant_type"
        case .malformed, .methodNotAllowed, .bodyTooLarge, .unsupportedMediaType, .refused(.invalid): "invalid_request"
        case .refused: nil
        }
    }
}

/// The fields of the login form; all others are ignored, as RFC 6749, 3.2 requires.
struct LoginForm {
    static let unsupportedGrant = Fault(.parameter("grant_type"), "must be password")

    let username: String
    let password: String

    init(_ call: APICall) throws(DomainError) {
        guard case .form(let form) = call.body else { throw .failed }
        var faults = Parameters(call.query).faults
        func field(_ name: String) -> String? {
            let values = form.values(name)
            if values.count > 1 { faults.append(Fault(.parameter(name), "is given more than once")) }
            return values.first.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let grant = field("grant_type"), grant != "password" { faults.append(Self.unsupportedGrant) }
        let username = field("username").map(TextRule.trimmed)
        let password = field("password")
        if username?.isEmpty ?? true { faults.append(Fault(.parameter("username"), "is required")) }
        if password == nil { faults.append(Fault(.parameter("password"), "is required")) }
        guard let username, let password, faults.isEmpty else { throw .invalid(faults) }
        self.username = username
        self.password = password
    }
}
