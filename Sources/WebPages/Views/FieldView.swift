/// A field of a form: what was typed, and what is wrong with it.
struct FieldView: TemplateObject {
    let id: String
    var value = ""
    var error: String?

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "id": id
        case "value": value
        case "error": error
        default: nil
        }
    }
}

/// What is wrong with a form, on top of it, each with a link to its field.
struct ProblemsView: TemplateObject {
    struct Item: TemplateObject {
        /// The id of the field; nil where no field shows it.
        let target: String?
        let text: String

        func child(named name: String) -> (any TemplateValue)? {
            switch name {
            case "target": target
            case "text": text
            default: nil
            }
        }
    }

    let heading: String
    let faults: [Item]

    /// Nil when nothing is wrong.
    init?(_ faults: [Item]) {
        guard !faults.isEmpty else { return nil }
        heading = faults.count == 1 ? "One thing needs your attention" : "\(faults.count) things need your attention"
        self.faults = faults
    }

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "heading": heading
        case "faults": faults
        default: nil
        }
    }
}
