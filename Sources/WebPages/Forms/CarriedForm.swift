import HTTP

/// The fields of a form whose session had ended, carried along by the sign-in form.
///
/// The server neither stores nor processes them: after signing in the form is shown again as it was, to be sent by its
/// owner. (If it were processed at once, another site could have prepared it.)
struct CarriedForm {
    private static let prefix = "carried."
    /// Never sent back, or of no use in another session.
    private static let excluded: Set<String> = ["password", "current_password", "new_password", SameSite.field]

    let form: FormFields

    /// What a form brought when its session had ended.
    init(interrupting form: FormFields) {
        self.form = FormFields(form.pairs.filter { !Self.excluded.contains($0.name) })
    }

    /// What a sign-in form carries; nil when it carries nothing.
    init?(continuing signIn: FormFields) {
        let carried = signIn.pairs.filter { $0.name.hasPrefix(Self.prefix) }
        guard !carried.isEmpty else { return nil }
        form = FormFields(
            carried.map { Parameter(name: String($0.name.dropFirst(Self.prefix.count)), value: $0.value) })
    }

    /// As hidden fields of the sign-in form.
    var fields: [HiddenFieldView] {
        form.pairs.map { HiddenFieldView(name: Self.prefix + $0.name, value: $0.value) }
    }
}

/// A hidden field of a form.
struct HiddenFieldView: TemplateObject {
    let name: String
    let value: String

    func child(named wanted: String) -> (any TemplateValue)? {
        switch wanted {
        case "name": name
        case "value": value
        default: nil
        }
    }
}
