import Auth
import HTTP
import HTTPTypes
import Ledger

/// Refuses forms that another site sent.
struct SameSite: Sendable {
    /// The field of a form that carries the token.
    static let field = "csrf_token"

    /// The site's own origin, when it has but one; otherwise it is each request's own.
    let publicOrigin: String?

    /// Throws `forbidden` when the form comes from another origin.
    func checkOrigin(of request: Request) throws(DomainError) {
        guard isOwnOrigin(request) else { throw .forbidden("The form came from another site.") }
    }

    /// Throws `forbidden` unless the form carries the visitor's token.
    static func checkToken(of form: FormFields, from visitor: Visitor) throws(DomainError) {
        let typed = form.values(field)
        guard typed.count == 1, visitor.csrf.verify(typed[0]) else {
            throw .forbidden("This form has expired. Reload the page and send it again.")
        }
    }

    /// Browsers send `Origin` with every form they post (Fetch, 3.2); what sends none is no browser.
    private func isOwnOrigin(_ request: Request) -> Bool {
        guard let origin = request.headers[.origin] else {
            return ["same-origin", "none", nil].contains(request.headers[.secFetchSite])
        }
        let own = publicOrigin ?? "\(request.isSecure ? "https" : "http")://\(request.headers[.host] ?? "")"
        return origin.lowercased() == own.lowercased()
    }
}
