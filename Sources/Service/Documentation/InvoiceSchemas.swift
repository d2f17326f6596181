import Invoicing
import JSON

/// Invoices as they are answered.
enum InvoiceSchemas {
    /// All of an invoice.
    static let invoice = Schema.object(properties, required: InvoiceField.allCases.map(\.rawValue))
        .described("An invoice. Clients must ignore members that they do not know: answers may grow.")
        .example(InvoiceExamples.invoice)

    /// Some of it.
    static let selection = Schema.object(properties, required: [])
        .described("The members of an invoice that `fields` asked for, in the invoice's own order; without it, all.")
        .example(InvoiceExamples.selection)

    static let lineItem = Schema.object(
        [
            ("id", .integer(1...InvoiceRules.itemCount.upperBound).described("The item's number within the invoice.")),
            ("description", .string(InvoiceRules.description.length)),
            ("quantity", .type("number").adding("exclusiveMinimum", 0).adding("maximum", .integer(Quantity.largest))),
            (
                "unit_price",
                .type("number").adding("minimum", .integer(UnitPrice.range.lowerBound))
                    .adding("maximum", .integer(UnitPrice.range.upperBound))
                    .described("At least two decimals, at most \(UnitPrice.decimals).")
            ),
            ("amount", .money.described("`quantity × unit_price`, rounded half away from zero to two decimals.")),
        ], required: ["id", "description", "quantity", "unit_price", "amount"]
    ).described("One line of an invoice.")

    private static let properties = InvoiceField.allCases.map { (name: $0.rawValue, schema: schema(of: $0)) }

    private static func schema(of field: InvoiceField) -> Schema {
        switch field {
        case .id: .integer(1...Int.max).described("Never given again, not even after a deletion.")
        case .number: number
        case .dateCreated: .time.described("When the invoice was made, in UTC.")
        case .dueDate: .date.orNull
        case .total: .money.described("The sum of the items' amounts.")
        case .status: .openEnumeration(statuses).described("What became of the invoice. Other values may be added.")
        case .customerName: .string(InvoiceRules.customerName.length)
        case .customerEmail: .string(EmailRule.length.length).orNull
        case .customerAddress: .string(InvoiceRules.customerAddress.length).orNull
        case .notes: .string(InvoiceRules.notes.length).orNull
        case .items: .array(of: .reference(to: .lineItem), count: InvoiceRules.itemCount)
        }
    }

    static let statuses = InvoiceStatus.allCases.map(\.rawValue)

    private static let number = Schema.type("string").pattern("^INV-[0-9]{6}-[A-Z0-9]{6}$")
        .described("`INV-`, year and month of creation in UTC, and six random characters.")
}
