import Ledger

/// Reads single invoices, their histories and their numbers.
package struct ReadInvoices: Sendable {
    private let reader: any InvoiceReader

    package init(reader: any InvoiceReader) {
        self.reader = reader
    }

    /// The invoice with at least these fields and its revision; throws `notFound` when the ledger has none.
    package func invoice(
        _ id: Int64, for actor: Actor, fields: InvoiceFields = .all
    ) throws(DomainError) -> Invoice {
        guard let invoice = try reader.invoice(id, in: actor.ledger, fields: fields) else { throw .noInvoice }
        return invoice
    }

    /// The whole invoice as rendered for an answer; throws `notFound` when the ledger has none.
    package func answer(_ id: Int64, for actor: Actor) throws(DomainError) -> InvoiceAnswer {
        guard let answer = try reader.answer(of: id, in: actor.ledger) else { throw .noInvoice }
        return answer
    }

    /// The invoice with exactly this number; throws `notFound` when the ledger has none.
    package func invoice(
        numbered number: String, for actor: Actor, fields: InvoiceFields
    ) throws(DomainError) -> Invoice {
        guard let invoice = try reader.invoice(numbered: number, in: actor.ledger, fields: fields) else {
            throw .noInvoice
        }
        return invoice
    }

    /// The invoices, without items, whose numbers have this prefix, in the order of their numbers.
    package func invoices(
        numberedFrom prefix: String, for actor: Actor, limit: Int
    ) throws(DomainError) -> [Invoice] {
        var found: [Invoice] = []
        for number in try reader.numbers(beginningWith: prefix, in: actor.ledger, limit: limit) {
            // The invoice may have been deleted meanwhile.
            if let invoice = try reader.invoice(numbered: number.text, in: actor.ledger, fields: .summary) {
                found.append(invoice)
            }
        }
        return found
    }

    /// The latest records of an invoice's history, oldest first.
    package func history(of id: Int64, for actor: Actor, latest limit: Int) throws(DomainError) -> [InvoiceChange] {
        try reader.history(of: id, in: actor.ledger, latest: limit)
    }

    /// The invoices created just before and just after, with only their ids and numbers.
    package func neighbours(
        of invoice: Invoice, for actor: Actor
    ) throws(DomainError) -> (previous: Invoice?, next: Invoice?) {
        (try neighbour(of: invoice, .descending, actor), try neighbour(of: invoice, .ascending, actor))
    }

    private func neighbour(
        of invoice: Invoice, _ order: InvoiceQuery.SortOrder, _ actor: Actor
    ) throws(DomainError) -> Invoice? {
        var query = InvoiceQuery()
        query.fields = [InvoiceFields(.id), InvoiceFields(.number)]
        query.limit = 1
        query.sortOrder = order
        query.start = .after(ListPosition(value: .dateCreated(invoice.dateCreated), id: invoice.id))
        var found: Invoice?
        _ = try reader.list(query, in: actor.ledger).read { neighbour in
            found = neighbour
            return true
        }
        return found
    }
}
