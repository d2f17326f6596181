import HTTP
import HTTPTypes
import Ledger

/// `POST /logout`: ends the session on the server, too.
struct LogoutPage: Sendable {
    let visitors: Visitors

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        try visitors.signOut(call.visitor)
        return Self.signedOut(call)
    }

    /// Leads to the sign-in form, with nothing of the session left in the browser.
    static func signedOut(_ call: PageCall) -> Response {
        var response = call.seeOther(LoginPage.path)
        response.headers[.setCookie] = PageCookie.session.set("", for: call.request, maximumAge: 0)
        // Browsers obey it over HTTPS only.
        if call.request.isSecure { response.headers[.clearSiteData] = #""cache", "storage""# }
        return response
    }
}
