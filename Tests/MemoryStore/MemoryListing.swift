import Application
import Ledger

/// An open list: what its page was when it was opened.
final class MemoryListing: InvoiceListing {
    private var rest: MemoryRest
    private let fields: InvoiceFields

    init(_ page: MemoryPage, fields: InvoiceFields) {
        rest = MemoryRest(page)
        self.fields = fields
    }

    func read(_ take: (Invoice) -> Bool) throws(DomainError) -> Bool {
        rest.take { take($0.reduced(to: fields)) }
    }

    func readRows(_ take: (any InvoiceRow) -> Bool) throws(DomainError) -> Bool {
        precondition(!fields.has(.items), "Rows have no items.")
        return rest.take { take(MemoryRow($0, fields: fields)) }
    }

    func end() throws(DomainError) -> ListEnd {
        rest.page.end
    }
}

/// An open list of answers.
final class MemoryAnswerListing: AnswerListing {
    private var rest: MemoryRest
    private let renderer: AnswerRenderer

    init(_ page: MemoryPage, _ renderer: AnswerRenderer) {
        rest = MemoryRest(page)
        self.renderer = renderer
    }

    func read(_ take: (UnsafeBufferPointer<UInt8>) -> Bool) throws(DomainError) -> Bool {
        rest.take { renderer.render($0).withUnsafeBufferPointer(take) }
    }

    func end() throws(DomainError) -> ListEnd {
        rest.page.end
    }
}

/// A page, and how many of its invoices were taken.
private struct MemoryRest {
    let page: MemoryPage
    private var taken = 0

    init(_ page: MemoryPage) {
        self.page = page
    }

    /// True when the page is over.
    mutating func take(_ take: (Invoice) -> Bool) -> Bool {
        while taken < page.invoices.count {
            taken += 1
            if !take(page.invoices[taken - 1]) { break }
        }
        return taken == page.invoices.count
    }
}

private final class MemoryRow: InvoiceRow {
    private let invoice: Invoice
    private let fields: InvoiceFields

    init(_ invoice: Invoice, fields: InvoiceFields) {
        self.invoice = invoice
        self.fields = fields
    }

    func value(_ field: InvoiceField) -> FieldValue? {
        precondition(fields.has(field), "The field \(field.name) was not asked for.")
        return field.value(in: invoice)
    }

    func withText(_ field: InvoiceField, _ body: (UnsafeBufferPointer<UInt8>?) -> Void) {
        guard case .text(var text)? = value(field) else { return body(nil) }
        text.withUTF8 { body($0) }
    }
}
