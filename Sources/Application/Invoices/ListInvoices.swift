import Ledger

/// Lists invoices: filtered, sorted and paged.
package struct ListInvoices: Sendable {
    private let reader: any InvoiceReader

    package init(reader: any InvoiceReader) {
        self.reader = reader
    }

    /// Opens a list with the query's fields; read it promptly and release it.
    package func invoices(_ query: InvoiceQuery, for actor: Actor) throws(DomainError) -> any InvoiceListing {
        try reader.list(query, in: actor.ledger)
    }

    /// Opens a list of whole invoices as rendered for answers; read it promptly and release it.
    package func answers(_ query: InvoiceQuery, for actor: Actor) throws(DomainError) -> any AnswerListing {
        try reader.listAnswers(query, in: actor.ledger)
    }
}
