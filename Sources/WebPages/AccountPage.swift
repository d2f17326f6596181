import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger

/// `GET` and `POST /account`: changes the password, or signs out everywhere.
struct AccountPage: Sendable {
    static let path = "/account"
    private static let labels = [
        TypedForm.Label(name: "current_password", words: "This"),
        TypedForm.Label(name: "new_password", words: "The new password"),
    ]

    let changePassword: ChangePassword
    let signOut: SignOutEverywhere
    let renderer: PageRenderer

    func show(_ call: PageCall) throws(DomainError) -> Response {
        renderer.page(.account, AccountView(form: TypedForm(FormFields([])), user: try call.user), for: call)
    }

    func submit(_ call: PageCall) throws(DomainError) -> Response {
        let user = try call.user
        var form = TypedForm(call.form)
        if form.text("action") == "sign-out-everywhere" {
            try signOut.perform(user.id)
            return LogoutPage.signedOut(call)
        }
        do throws(DomainError) {
            try changePassword.perform(
                of: user, from: form.value("current_password"), to: form.value("new_password"), network: call.network)
        } catch {
            try form.note(error, Self.labels)
            return renderer.page(.account, AccountView(form: form, user: user), for: call, refusing: error)
        }
        return LogoutPage.signedOut(call)
    }

    /// `GET /.well-known/change-password` (W3C, A Well-Known URL for Changing Passwords).
    func redirect(_ call: PageCall) throws(DomainError) -> Response {
        call.seeOther(Self.path)
    }
}

struct AccountView: TemplateObject {
    private struct PersonView: TemplateObject {
        let user: User

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "username": user.username
            case "email": user.email
            case "full_name": user.fullName
            default: nil
            }
        }
    }

    let form: TypedForm
    let user: User

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "problems": form.problemsView
        case "user": PersonView(user: user)
        case "current_password", "new_password": form.secret(name)
        default: nil
        }
    }
}
