import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing

/// `POST /logout`: ends the session on the server, too.
enum LogoutPage {
    static func submit(_ call: Call) throws(ServiceError) -> Response {
        guard let visitor = call.visitor else { throw .failed }
        try call.service.sessions.endSession(visitor.token.digest)
        return ended(call)
    }

    /// Leads to the sign-in form, with nothing of the session left in the browser.
    static func ended(_ call: Call) -> Response {
        var response = call.seeOther(LoginPage.path)
        response.headers[.setCookie] = PageCookie.session.set("", for: call.request, maximumAge: 0)
        // Browsers heed it over HTTPS only.
        if call.request.isSecure { response.headers[.clearSiteData] = #""cache", "storage""# }
        return response
    }
}
