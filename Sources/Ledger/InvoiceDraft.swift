import Primitives

/// A valid new invoice, ready to be numbered and stored.
@dynamicMemberLookup
package struct InvoiceDraft: Equatable, Sendable {
    private let content: Invoice

    /// Validates an input by the contract's rules; throws with every fault.
    package init(_ input: InvoiceInput) throws(InvalidInput) {
        var reader = InputReader()
        var content = Invoice(id: 0)
        for field in InvoiceField.inputOrder { reader.create(field, from: input, in: &content) }
        try reader.check()
        self.content = content
    }

    package subscript<Value>(dynamicMember member: KeyPath<Invoice, Value>) -> Value {
        content[keyPath: member]
    }

    /// The invoice in its first revision.
    package func invoice(id: Int64, number: InvoiceNumber, at moment: Timestamp) -> Invoice {
        var invoice = Invoice(id: id, fieldsOf: content)
        invoice.number = number
        invoice.dateCreated = moment
        invoice.status = .pending
        invoice.revision = 1
        return invoice
    }
}

extension InputReader {
    /// Reads a field of an invoice that does not exist yet.
    fileprivate mutating func create(_ field: InvoiceField, from input: InvoiceInput, in invoice: inout Invoice) {
        let pointer = "/" + field.name
        switch field.kind {
        case .id, .number, .dateCreated:
            if input[field] != .absent { note(pointer, "is set by the server: leave it out") }
        case .status:
            if input[field] != .absent, input[field] != .text(InvoiceStatus.pending.rawValue) {
                note(pointer, "is \(InvoiceStatus.pending.rawValue) at creation; change it afterwards")
            }
        case .total: echo(input[field], of: knownTotal, at: pointer)
        case .items: read(input.items, into: &invoice)
        case .date, .text, .optionalText, .email:
            read(field, input[field], into: &invoice)
        }
    }
}
