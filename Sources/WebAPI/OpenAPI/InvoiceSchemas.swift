import Application
import Ledger
import Primitives
import JSON

/// Invoices in responses.
enum InvoiceSchemas {
    /// A whole invoice.
    static let invoice = Schema.object(
        properties, required: InvoiceField.allCases.filter { !$0.isLeftOutWhenEmpty }.map(\.name)
    )
    .described("An invoice. Clients must ignore unknown members: more may be added.")
    .example(InvoiceExamples.invoice)

    /// Some members of an invoice.
    static let selection = Schema.object(properties, required: [])
        .described("The members of an invoice that `fields` names, in the invoice's own order; all if it is absent.")
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

    private static let properties = InvoiceField.allCases.map { (name: $0.name, schema: schema(of: $0)) }

    private static func schema(of field: InvoiceField) -> Schema {
        switch field.kind {
        case .id: .integer(1...Int.max).described("Never reused, not even after a deletion.")
        case .number: number
        case .dateCreated: .time.described("When the invoice was created, in UTC.")
        case .date: .date.orNull
        case .total: .money.described("The sum of the items' amounts.")
        case .status: .openEnumeration(statuses).described("The status of the invoice. Other values may be added.")
        case .text(_, let rule): .string(rule.length)
        case .email: .string(EmailRule.length.length).orNull
        case .optionalText(_, let rule):
            field.isLeftOutWhenEmpty ? .string(rule.length) : .string(rule.length).orNull
        case .items: .array(of: .reference(to: .lineItem), count: InvoiceRules.itemCount)
        }
    }

    static let statuses = InvoiceStatus.allCases.map(\.rawValue)

    private static let number = Schema.type("string").pattern("^INV-[0-9]{6}-[A-Z0-9]{6}$")
        .described("`INV-`, year and month of creation in UTC, and six random characters.")
}
