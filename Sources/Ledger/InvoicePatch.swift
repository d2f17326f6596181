import Primitives

/// A change of an invoice as a JSON Merge Patch (RFC 7396): an absent member is unchanged, null clears
/// an optional member, `items` replaces the list.
package struct InvoicePatch: Equatable, Sendable {
    private let input: InvoiceInput

    package init(_ input: InvoiceInput) {
        self.input = input
    }

    /// The invoice with the patch applied, in the same revision; throws with every fault.
    ///
    /// Members that the server sets may be sent if they equal what the answer will contain.
    package func applied(to current: Invoice) throws(InvalidInput) -> Invoice {
        var reader = InputReader(knownTotal: current.total)
        var result = current
        for field in InvoiceField.inputOrder { reader.change(field, from: input, in: &result) }
        try reader.check()
        return result
    }
}

extension InputReader {
    /// Applies a field to an existing invoice, if the input contains it.
    fileprivate mutating func change(_ field: InvoiceField, from input: InvoiceInput, in invoice: inout Invoice) {
        let pointer = "/" + field.name
        switch field.kind {
        case .id: echo(input[field], of: String(invoice.id), at: pointer)
        case .number: echo(input[field], of: invoice.number.text, isNumber: false, at: pointer)
        case .dateCreated: echo(input[field], of: invoice.dateCreated.text, isNumber: false, at: pointer)
        case .status:
            if input[field] != .absent, let status = status(input[field]) { invoice.status = status }
        case .total: echo(input[field], of: knownTotal, at: pointer)
        case .items:
            if input.items != .absent { read(input.items, into: &invoice) }
        case .date, .text, .optionalText, .email:
            if input[field] != .absent { read(field, input[field], into: &invoice) }
        }
    }
}
