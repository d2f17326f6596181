import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives

/// `GET` and `POST /register`: makes an account and signs in.
struct RegisterPage: Sendable {
    static let path = "/register"
    private static let labels = [
        TypedForm.Label(name: "email", words: "The e-mail address"),
        TypedForm.Label(name: "username", words: "The user name"),
        TypedForm.Label(name: "full_name", words: "The full name"),
        TypedForm.Label(name: "password", words: "The password"),
    ]

    let register: Register
    let visitors: Visitors
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        let next = NextPage.safe(call.query.values(NextPage.field).first)
        if call.visitor.session != nil { return call.seeOther(next ?? "/") }
        return renderer.page(.register, RegisterView(form: TypedForm(FormFields([])), next: next), for: call)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        var form = TypedForm(call.form)
        let next = NextPage.safe(form.text(NextPage.field))
        do throws(DomainError) {
            let user = try register.perform(try registration(form))
            let visitor = try visitors.signIn(user, from: call.request)
            var response = call.seeOther(next ?? "/")
            response.headers[.setCookie] = visitor.cookie(for: call.request)
            return response
        } catch {
            try form.note(error, Self.labels)
            return renderer.page(.register, RegisterView(form: form, next: next), for: call, refusing: error)
        }
    }

    private func registration(_ form: TypedForm) throws(DomainError) -> Registration {
        do throws(InvalidInput) {
            return try Registration(
                email: form.value("email"), username: form.value("username"), fullName: form.value("full_name"),
                password: form.value("password"))
        } catch {
            throw DomainError(error)
        }
    }
}

struct RegisterView: TemplateObject {
    let form: TypedForm
    let next: String?

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": form.problemsView
        case "next": next
        case "email", "username", "full_name": form.field(name)
        case "password": form.secret(name)
        case "login_href": NextPage.address(LoginPage.path, next: next)
        default: nil
        }
    }
}
