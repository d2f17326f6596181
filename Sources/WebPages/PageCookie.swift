import Auth
import HTTP

/// The cookies of the pages. Over HTTPS their names carry the prefix `__Host-` (RFC 6265bis, 4.1.3.2),
/// and only those are read there.
enum PageCookie: String {
    /// Of a visitor who is signed in.
    case session
    /// Of one who is not: binds the forms of the sign-in and registration pages.
    case visitor

    /// A header full of cookies counts for no more than these: each is looked up in the database.
    private static let mostTokens = 4

    /// What browsers sent under the name; over HTTP another program of the same host may have added to it.
    func tokens(in request: Request) -> [SessionToken] {
        Array(
            Cookies.value(named: name(for: request), in: request.headers).lazy.compactMap { SessionToken($0) }
                .prefix(Self.mostTokens))
    }

    func set(_ value: String, for request: Request, maximumAge: Int?) -> String {
        SetCookie(name: name(for: request), value: value, maximumAge: maximumAge, isSecure: request.isSecure).text
    }

    private func name(for request: Request) -> String {
        request.isSecure ? "__Host-\(rawValue)" : rawValue
    }
}
