import HTTP
import Ledger
import Primitives
import Web

/// The fields of a form as they were typed, to be shown again with what is wrong with them.
struct TypedForm {
    /// A field as a page shows it: its name, and the words for it in a sentence.
    struct Label {
        let name: String
        let words: String
    }

    private let form: FormFields
    private var errors: [String: String] = [:]
    private(set) var problems: [ProblemsView.Item] = []

    init(_ form: FormFields) {
        self.form = form
    }

    /// What was typed; "" when the field was not sent.
    func text(_ name: String) -> String { form.values(name).first ?? "" }

    func value(_ name: String) -> TypedValue { .text(text(name)) }

    /// Notes what is wrong with a field.
    mutating func note(_ label: Label, _ detail: String) {
        let sentence = "\(label.words) \(detail)."
        if errors[label.name] == nil { errors[label.name] = sentence }
        problems.append(.init(target: label.name, text: sentence))
    }

    /// Notes what is wrong without saying where.
    mutating func note(_ sentence: String) {
        problems.append(.init(target: nil, text: sentence))
    }

    /// Notes faults of a body under the fields of the same names.
    mutating func note(_ faults: [Fault], _ labels: [Label]) {
        for fault in faults {
            guard case .pointer(let pointer) = fault.place else { continue }
            if let label = labels.first(where: { "/" + $0.name == pointer }) {
                note(label, fault.detail)
            } else {
                note("The form \(fault.detail).")
            }
        }
    }

    /// Notes why the form was refused; throws what the form is not at fault for.
    mutating func note(_ error: DomainError, _ labels: [Label] = []) throws(DomainError) {
        switch error {
        case .invalid(let faults), .conflict(_, let faults): note(faults, labels)
        case .unauthorized, .tooManyRequests: note(RequestError.refused(error).detail)
        default: throw error
        }
    }

    func field(_ name: String) -> FieldView {
        FieldView(id: name, value: text(name), error: errors[name])
    }

    /// A field that is never sent back.
    func secret(_ name: String) -> FieldView {
        FieldView(id: name, error: errors[name])
    }

    var problemsView: ProblemsView? { ProblemsView(problems) }
}
