import HTTP

/// The page that follows signing in: one of this site, or the home page.
enum NextPage {
    static let field = "next"

    /// The target when it stays on this site, otherwise nil.
    static func safe(_ typed: String?) -> String? {
        guard let typed, typed.utf8.first == UInt8(ascii: "/"), typed.utf8.count <= 2000,
            // Browsers take "//" and "/\" for the beginning of another host.
            !typed.hasPrefix("//"), !typed.hasPrefix("/\\"),
            typed.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return typed
    }

    /// The sign-in page, which leads back to what was asked for.
    static func signIn(for request: Request) -> String {
        let target = PercentEncoding.path(request.path) + (request.query.isEmpty ? "" : "?" + request.query)
        return address(LoginPage.path, next: target == "/" ? nil : target)
    }

    /// The address of a page that leads on to another one.
    static func address(_ path: String, next: String?) -> String {
        next.map { path + "?" + PercentEncoding.query([(field, $0)]) } ?? path
    }
}
