import Accounts
import Auth
import HTTP
import Invoicing
import JSON

/// `POST /api/v1/auth/login`: the password grant of OAuth 2 (RFC 6749, 4.3).
enum Login {
    static let path = "/api/v1/auth/login"

    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let form = try LoginForm(call)
        let user = try SignIn.user(
            named: form.username, password: form.password, of: call.request, in: call.service)
        let tokens = call.service.tokens
        var writer = JSONWriter(reserving: 512)
        writer.object { answer in
            answer.string("access_token", tokens.issue(for: user, at: call.now))
            answer.string("token_type", "bearer")
            answer.integer("expires_in", Int64(tokens.lifetime))
        }
        return JSONAnswer.ok(writer.bytes)
    }

    /// OAuth's own code for an error (RFC 6749, 5.2); nil where it has none.
    static func oauthError(for error: ServiceError) -> String? {
        switch error {
        case .unauthorized: "invalid_grant"
        case .invalid(let faults) where faults == [LoginForm.unsupportedGrant]: "unsupported_grant_type"
        case .malformed, .methodNotAllowed, .bodyTooLarge, .unsupportedMediaType, .invalid: "invalid_request"
        case .forbidden, .notFound, .conflict, .preconditionFailed, .tooManyRequests, .unavailable,
            .insufficientStorage, .failed:
            nil
        }
    }
}

/// What the login form holds; all other fields are ignored, as RFC 6749, 3.2 asks.
struct LoginForm {
    static let unsupportedGrant = Fault(.parameter("grant_type"), "must be password")

    let username: String
    let password: String

    init(_ call: Call) throws(ServiceError) {
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
