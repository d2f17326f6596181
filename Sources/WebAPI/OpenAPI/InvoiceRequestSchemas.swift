import Application
import Ledger
import Primitives
import JSON

/// Invoices in requests.
enum InvoiceRequestSchemas {
    static let newInvoice = Schema.object(
        (InvoiceField.inputOrder.filter(isSentAtCreation) + [.total]).map(property)
            + [("status", .oneOf([InvoiceStatus.pending.rawValue]).described("A new invoice is always pending."))],
        required: [InvoiceField.customerName.name, InvoiceField.items.name], isClosed: true
    ).described("A new invoice. The server sets its id, number, time of creation and total.")

    static let newLineItem = Schema.object(
        [
            ("id", .integer(1...InvoiceRules.itemCount.upperBound).readOnly.described(echo)),
            ("description", .text(InvoiceRules.description)),
            ("quantity", .decimal(.aboveZero, upTo: Quantity.largest, decimals: Quantity.decimals)),
            ("unit_price", .decimal(.fromZero, upTo: UnitPrice.range.upperBound, decimals: UnitPrice.decimals)),
            ("amount", .money.readOnly.described(echo)),
        ], required: ["description", "quantity", "unit_price"], isClosed: true
    ).described("One line of an invoice. The total of an invoice is at most \(Money.largestTotal.text).")

    static let patch = Schema.object(InvoiceField.allCases.map(property), required: [], isClosed: true).described(
        """
        A JSON Merge Patch (RFC 7396): absent members are unchanged, null clears an optional member, `items` replaces \
        the whole list. An invoice that was read can be edited and sent back as it is.
        """)

    static let statusChange = Schema.object(
        [property(of: .status)], required: [InvoiceField.status.name], isClosed: true)

    private static let echo = "Set by the server: omit it, or send exactly the value that the response will contain."

    private static func property(of field: InvoiceField) -> (name: String, schema: Schema) {
        (field.name, schema(of: field))
    }

    private static func schema(of field: InvoiceField) -> Schema {
        switch field.kind {
        case .id: .integer(1...Int.max).readOnly.described(echo)
        case .number, .dateCreated: .type("string").readOnly.described(echo)
        case .total: .money.readOnly.described(echo)
        case .date: .optionalDate
        case .status: .oneOf(InvoiceSchemas.statuses)
        case .text(_, let rule): .text(rule)
        case .email: .optionalEmail.orNull
        case .optionalText(_, let rule): .optionalText(rule).orNull
        case .items: .array(of: .reference(to: .newLineItem), count: InvoiceRules.itemCount)
        }
    }

    /// Whether a client may set the field at creation.
    private static func isSentAtCreation(_ field: InvoiceField) -> Bool {
        switch field.kind {
        case .id, .number, .dateCreated, .total, .status: false
        case .date, .text, .email, .optionalText, .items: true
        }
    }
}
