import Accounts
import HTTP
import HTTPTypes
import Invoicing
import Mustache

/// `GET` and `POST /account`: changes the password, or signs out everywhere.
enum AccountPage {
    private static let labels = [
        TypedForm.Label(name: "current_password", words: "This"),
        TypedForm.Label(name: "new_password", words: "The new password"),
    ]

    static func show(_ call: Call) throws(ServiceError) -> Response {
        guard let user = call.user else { throw .failed }
        return try call.page(.account, AccountView(form: TypedForm(FormFields([])), user: user))
    }

    static func submit(_ call: Call) throws(ServiceError) -> Response {
        guard let user = call.user else { throw .failed }
        var form = TypedForm(call.form)
        if form.text("action") == "sign-out-everywhere" {
            try call.service.users.signOutEverywhere(user.id)
            return LogoutPage.ended(call)
        }
        do throws(ServiceError) {
            try PasswordChange.change(
                of: user, from: form.value("current_password"), to: form.value("new_password"), in: call)
        } catch {
            try form.note(error, labels)
            return try call.page(.account, AccountView(form: form, user: user), refusing: error)
        }
        return LogoutPage.ended(call)
    }

    /// `GET /.well-known/change-password` (W3C, A Well-Known URL for Changing Passwords).
    static func changePassword(_ call: Call) throws(ServiceError) -> Response {
        call.seeOther("/account")
    }
}

struct AccountView: MustacheParent {
    private struct PersonView: MustacheParent {
        let user: User

        func child(named name: String) -> Any? {
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

    func child(named name: String) -> Any? {
        switch name {
        case "problems": form.problemsView
        case "user": PersonView(user: user)
        case "current_password", "new_password": form.secret(name)
        default: nil
        }
    }
}
