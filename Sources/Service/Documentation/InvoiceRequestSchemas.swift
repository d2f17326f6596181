import Invoicing
import JSON

/// Invoices as they are sent.
enum InvoiceRequestSchemas {
    static let newInvoice = Schema.object(
        [InvoiceField.customerName, .customerEmail, .customerAddress, .dueDate, .notes, .items, .total].map(property)
            + [("status", .oneOf([InvoiceStatus.pending.rawValue]).described("A new invoice is always pending."))],
        required: [InvoiceField.customerName.rawValue, InvoiceField.items.rawValue], isClosed: true
    ).described("A new invoice. Its id, number, time of creation and total are made by the server.")

    static let newLineItem = Schema.object(
        [
            ("id", .integer(1...InvoiceRules.itemCount.upperBound).readOnly.described(echo)),
            ("description", .text(InvoiceRules.description)),
            ("quantity", .decimal(.aboveZero, upTo: Quantity.largest, decimals: Quantity.decimals)),
            ("unit_price", .decimal(.fromZero, upTo: UnitPrice.range.upperBound, decimals: UnitPrice.decimals)),
            ("amount", .money.readOnly.described(echo)),
        ], required: ["description", "quantity", "unit_price"], isClosed: true
    ).described("One line of an invoice. All amounts of an invoice may come to \(Money.largestTotal.text) at most.")

    static let patch = Schema.object(InvoiceField.allCases.map(property), required: [], isClosed: true).described(
        """
        A JSON Merge Patch (RFC 7396): what is absent stays, null clears an optional member, `items` replaces the \
        whole list. An invoice that was read can be edited and sent back as it is.
        """)

    static let statusChange = Schema.object(
        [property(of: .status)], required: [InvoiceField.status.rawValue], isClosed: true)

    private static let echo = "The server's: leave it out, or send exactly what the answer will say."

    private static func property(of field: InvoiceField) -> (name: String, schema: Schema) {
        (field.rawValue, schema(of: field))
    }

    private static func schema(of field: InvoiceField) -> Schema {
        switch field {
        case .id: .integer(1...Int.max).readOnly.described(echo)
        case .number, .dateCreated: .type("string").readOnly.described(echo)
        case .total: .money.readOnly.described(echo)
        case .dueDate: .optionalDate
        case .status: .oneOf(InvoiceSchemas.statuses)
        case .customerName: .text(InvoiceRules.customerName)
        case .customerEmail: .optionalEmail.orNull
        case .customerAddress: .optionalText(InvoiceRules.customerAddress).orNull
        case .notes: .optionalText(InvoiceRules.notes).orNull
        case .items: .array(of: .reference(to: .newLineItem), count: InvoiceRules.itemCount)
        }
    }
}
