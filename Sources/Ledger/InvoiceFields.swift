/// A set of fields of an invoice.
package struct InvoiceFields: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package init(_ field: InvoiceField) {
        rawValue = 1 << UInt64(field.rawValue)
    }

    package static let all = InvoiceField.allCases.reduce(into: InvoiceFields()) { $0.formUnion(InvoiceFields($1)) }
    /// All fields except the items: what a table of invoices shows.
    package static let summary = all.subtracting(InvoiceFields(.items))

    package func has(_ field: InvoiceField) -> Bool {
        isSuperset(of: InvoiceFields(field))
    }
}
