import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /register`: makes an account and signs in.
enum RegisterPage {
    private static let labels = [
        TypedForm.Label(name: "email", words: "The e-mail address"),
        TypedForm.Label(name: "username", words: "The user name"),
        TypedForm.Label(name: "full_name", words: "The full name"),
        TypedForm.Label(name: "password", words: "The password"),
    ]

    static func show(_ call: Call) throws(ServiceError) -> Response {
        let next = NextPage.safe(call.query.values(NextPage.field).first)
        if call.visitor?.session != nil { return call.seeOther(next ?? "/") }
        return try call.page(.register, RegisterView(form: TypedForm(FormFields([])), next: next))
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        var form = TypedForm(call.form)
        let next = NextPage.safe(form.text(NextPage.field))
        do throws(ServiceError) {
            let registration = try Registration(
                email: form.value("email"), username: form.value("username"), fullName: form.value("full_name"),
                password: form.value("password"))
            let hash = try call.service.hasher.hash(registration.password)
            let user = try call.service.users.create(registration, passwordHash: hash, at: call.now)
            let visitor = try Visitor.signedIn(as: user, from: call.request, in: call.service)
            var response = call.seeOther(next ?? "/")
            response.headers[.setCookie] = visitor.cookie(for: call.request)
            return response
        } catch {
            try form.note(error, labels)
            return try call.page(.register, RegisterView(form: form, next: next), refusing: error)
        }
    }
}

struct RegisterView: MustacheParent {
    let form: TypedForm
    let next: String?

    func child(named name: String) -> Any? {
        switch name {
        case "problems": form.problemsView
        case "next": next
        case "email", "username", "full_name": form.field(name)
        case "password": form.secret(name)
        case "login_href": next.map { "/login?" + PercentEncoding.query([(NextPage.field, $0)]) } ?? LoginPage.path
        default: nil
        }
    }
}
