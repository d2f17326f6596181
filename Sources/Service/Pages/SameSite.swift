import Auth
import HTTP
import HTTPTypes
import Invoicing

/// Refuses forms that another site sent.
enum SameSite {
    static let field = "csrf_token"

    /// Throws `forbidden` when the form comes from another origin.
    static func checkOrigin(_ request: Request, in service: Service) throws(ServiceError) {
        guard isOwnOrigin(request, publicOrigin: service.settings.publicOrigin) else {
            throw .forbidden("The form came from another site.")
        }
    }

    /// Throws `forbidden` unless the form carries the visitor's token.
    static func checkToken(_ form: FormFields, of visitor: Visitor) throws(ServiceError) {
        let typed = form.values(field)
        guard typed.count == 1, visitor.csrf.verify(typed[0]) else {
            throw .forbidden("The form has lost its proof that it came from here. Reload the page and send it again.")
        }
    }

    /// Browsers send `Origin` with every form they post (Fetch, 3.2); what sends none is no browser.
    private static func isOwnOrigin(_ request: Request, publicOrigin: String?) -> Bool {
        guard let origin = request.headers[.origin] else {
            return ["same-origin", "none", nil].contains(request.headers[.secFetchSite])
        }
        let own = publicOrigin ?? "\(request.isSecure ? "https" : "http")://\(request.headers[.host] ?? "")"
        return origin.lowercased() == own.lowercased()
    }
}
