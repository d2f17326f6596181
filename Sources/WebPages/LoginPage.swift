import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives

/// `GET` and `POST /login`: the sign-in form.
struct LoginPage: Sendable {
    static let path = "/login"

    let signIn: SignIn
    let visitors: Visitors
    let resumable: ResumableForms
    let registrationIsOpen: Bool
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let next = NextPage.safe(call.query.values(NextPage.field).first)
        if call.visitor.session != nil { return call.seeOther(next ?? "/") }
        return renderer.page(.login, view(next: next), for: call)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        var form = TypedForm(call.form)
        let next = NextPage.safe(form.text(NextPage.field))
        let carried = CarriedForm(continuing: call.form)
        let username = TextRule.trimmed(form.text("username"))
        if username.isEmpty { form.note(LoginView.username, "is required") }
        if form.text("password").isEmpty { form.note(LoginView.password, "is required") }
        guard form.problems.isEmpty else {
            return renderer.page(.login, view(form, next: next, carried), for: call, status: .unprocessableContent)
        }
        let user: User
        do throws(DomainError) {
            user = try signIn.perform(login: username, password: form.text("password"), network: call.network)
        } catch {
            try form.note(error)
            return renderer.page(.login, view(form, next: next, carried), for: call, refusing: error)
        }
        let visitor = try visitors.signIn(user, from: call.request)
        if let carried, let next, let page = try resumable.page(of: carried.form, at: next, call, for: visitor) {
            return page
        }
        var response = call.seeOther(next ?? "/")
        response.headers[.setCookie] = visitor.cookie(for: call.request)
        return response
    }

    /// The answer to a form that was sent after the session had ended: it is carried through signing in and shown
    /// again on its page.
    func interrupted(_ call: PageCall, at page: String) -> Response {
        let carried = CarriedForm(interrupting: call.form)
        let next = NextPage.safe(PercentEncoding.path(page))
        return renderer.page(
            .login, view(next: next, carried), for: call,
            refusing: .unauthorized("The session has ended. Sign in again."))
    }

    private func view(
        _ form: TypedForm = TypedForm(FormFields([])), next: String?, _ carried: CarriedForm? = nil
    ) -> LoginView {
        LoginView(form: form, next: next, carried: carried, registrationIsOpen: registrationIsOpen)
    }
}

struct LoginView: TemplateObject {
    static let username = TypedForm.Label(name: "username", words: "The user name")
    static let password = TypedForm.Label(name: "password", words: "The password")

    let form: TypedForm
    let next: String?
    let carried: CarriedForm?
    let registrationIsOpen: Bool

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": form.problemsView
        case "is_interrupted": carried != nil
        case "next": next
        case "carried": carried?.fields ?? []
        case "username": form.field("username")
        case "password": form.secret("password")
        case "register_href": registrationIsOpen ? NextPage.address(RegisterPage.path, next: next) : nil
        default: nil
        }
    }
}
