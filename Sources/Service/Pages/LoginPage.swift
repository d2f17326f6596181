import Accounts
import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /login`: the sign-in form.
enum LoginPage {
    static let path = "/login"

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let next = NextPage.safe(call.query.values(NextPage.field).first)
        if call.visitor?.session != nil { return call.seeOther(next ?? "/") }
        return try call.page(.login, LoginView(call, next: next))
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        var form = TypedForm(call.form)
        let next = NextPage.safe(form.text(NextPage.field))
        let carried = CarriedForm(continuing: call.form)
        let username = TextRule.trimmed(form.text("username"))
        if username.isEmpty { form.note(LoginView.username, "is required") }
        if form.text("password").isEmpty { form.note(LoginView.password, "is required") }
        guard form.problems.isEmpty else {
            return try call.page(.login, LoginView(call, form, next: next, carried), status: .unprocessableContent)
        }
        let user: User
        do throws(ServiceError) {
            user = try SignIn.user(
                named: username, password: form.text("password"), of: call.request, in: call.service)
        } catch {
            try form.note(error)
            return try call.page(.login, LoginView(call, form, next: next, carried), refusing: error)
        }
        let visitor = try Visitor.signedIn(as: user, from: call.request, in: call.service)
        if let carried, let resumed = try carried.resumed(call, for: visitor, at: next) { return resumed }
        var response = call.seeOther(next ?? "/")
        response.headers[.setCookie] = visitor.cookie(for: call.request)
        return response
    }

    /// The answer to a form that was sent after the session had ended: signing in goes on with it on its page.
    static func interrupted(_ call: Call, at page: String) throws(ServiceError) -> Response {
        let carried = CarriedForm(interrupting: call.form)
        let next = NextPage.safe(PercentEncoding.path(page))
        return try call.page(
            .login, LoginView(call, TypedForm(FormFields([])), next: next, carried),
            refusing: .unauthorized("The session has ended. Sign in again."))
    }
}

struct LoginView: MustacheParent {
    static let username = TypedForm.Label(name: "username", words: "The user name")
    static let password = TypedForm.Label(name: "password", words: "The password")

    private let form: TypedForm
    private let next: String?
    private let carried: CarriedForm?
    private let registrationIsOpen: Bool

    init(
        _ call: Call, _ form: TypedForm = TypedForm(FormFields([])), next: String?, _ carried: CarriedForm? = nil
    ) {
        self.form = form
        self.next = next
        self.carried = carried
        registrationIsOpen = call.service.settings.registrationIsOpen
    }

    func child(named name: String) -> Any? {
        switch name {
        case "problems": form.problemsView
        case "is_interrupted": carried != nil
        case "next": next
        case "carried": carried?.fields ?? []
        case "username": form.field("username")
        case "password": form.secret("password")
        case "register_href": registrationIsOpen ? registerTarget : nil
        default: nil
        }
    }

    private var registerTarget: String {
        guard let next else { return "/register" }
        return "/register?" + PercentEncoding.query([(NextPage.field, next)])
    }
}
