import Invoicing

/// `fields`: which members of an invoice are wanted.
enum FieldsParameter {
    static let name = "fields"

    /// Comma-separated names; blanks around them are trimmed, repeats count once.
    static func parse(_ typed: String) throws(ValueFault) -> InvoiceFields {
        var fields: InvoiceFields = []
        var unknown: [Substring] = []
        for part in typed.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let name = TextRule.trimmed(String(Substring(part)))
            if let field = InvoiceField(rawValue: name) {
                fields.formUnion(InvoiceFields(field))
            } else {
                unknown.append(Substring(name))
            }
        }
        guard unknown.isEmpty else {
            let known = InvoiceField.allCases.map(\.rawValue).joined(separator: ", ")
            let names = unknown.prefix(5).map { "“\($0.prefix(40))”" }.joined(separator: ", ")
            throw ValueFault("does not know \(names); known are \(known)")
        }
        return fields
    }
}
