import Accounts
import HTTP
import Invoicing
import Mustache

/// The fields of a form whose session had ended, carried along by the sign-in form.
///
/// Nothing of it is stored here, and nothing is done with it: after signing in the form is shown
/// again as it was, to be sent by its owner. (Were it carried out at once, another site could
/// have prepared it.)
struct CarriedForm {
    struct FieldView: MustacheParent {
        let name: String
        let value: String

        func child(named wanted: String) -> Any? {
            switch wanted {
            case "name": name
            case "value": value
            default: nil
            }
        }
    }

    private static let prefix = "carried."
    /// Never sent back, or of no use in another session.
    private static let dropped: Set<String> = ["password", "current_password", "new_password", SameSite.field]

    private let form: FormFields

    /// What a form brought when its session had ended.
    init(interrupting form: FormFields) {
        self.form = FormFields(form.pairs.filter { !Self.dropped.contains($0.name) })
    }

    /// What a sign-in form carries; nil when it carries nothing.
    init?(continuing signIn: FormFields) {
        let carried = signIn.pairs.filter { $0.name.hasPrefix(Self.prefix) }
        guard !carried.isEmpty else { return nil }
        form = FormFields(
            carried.map { Parameter(name: String($0.name.dropFirst(Self.prefix.count)), value: $0.value) })
    }

    var fields: [FieldView] {
        form.pairs.map { FieldView(name: Self.prefix + $0.name, value: $0.value) }
    }

    /// The page of the form as it was, for the visitor who has just signed in; nil for a form that held
    /// nothing anybody typed, and when what it was about is not there for this user.
    func resumed(_ call: Call, for visitor: Visitor, at target: String?) throws(ServiceError) -> Response? {
        do throws(ServiceError) {
            return try page(call, for: visitor, at: target)
        } catch .notFound {
            return nil
        }
    }

    private func page(_ call: Call, for visitor: Visitor, at target: String?) throws(ServiceError) -> Response? {
        var call = call
        call.visitor = visitor
        call.user = visitor.session?.user
        call.body = .form(form)
        let notice = "You are signed in again. The form is as you left it and was not sent yet."
        switch target?.split(separator: "/").map(String.init) {
        case ["create"]?: return try CreatePage.resume(call, notice: notice)
        case ["search"]?: return try SearchPage.resume(call, notice: notice)
        case ["settings"]?: return try SettingsPage.resume(call, notice: notice)
        case let parts? where parts.count == 3 && parts[0] == "invoice" && parts[2] == "edit":
            call.id = Substring(parts[1])
            return try EditPage.resume(call, notice: notice)
        default: return nil
        }
    }
}
