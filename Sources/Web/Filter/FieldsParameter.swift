import Application
import Ledger
import Primitives

/// `fields`: the requested members of an invoice.
package enum FieldsParameter {
    package static let name = "fields"

    /// Comma-separated names; spaces around them are trimmed, duplicates ignored.
    package static func parse(_ typed: String) throws(ValueFault) -> InvoiceFields {
        var fields: InvoiceFields = []
        var unknown: [Substring] = []
        for part in typed.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let name = TextRule.trimmed(String(Substring(part)))
            if let field = InvoiceField(name: name) {
                fields.formUnion(InvoiceFields(field))
            } else {
                unknown.append(Substring(name))
            }
        }
        guard unknown.isEmpty else {
            let known = InvoiceField.allCases.map(\.name).joined(separator: ", ")
            let names = unknown.prefix(5).map { "“\($0.prefix(40))”" }.joined(separator: ", ")
            throw ValueFault("does not know \(names); known are \(known)")
        }
        return fields
    }
}
