import Invoicing
import JSON

/// The parameters of lists, as the document shows them.
struct ListParameters {
    /// The day near which the examples of dates are.
    let today: CalendarDate

    var all: [DocumentedParameter] { InvoiceFilter.Parameter.allCases.map(documented) }

    static let fields = DocumentedParameter(
        name: FieldsParameter.name, location: .query,
        description: """
            Only these members, comma-separated; blanks around names are trimmed. They come in the invoice's own \
            order, and the others are not even read. Without it: all. Known are \(fieldNames.joined(separator: ", ")).
            """,
        schema: .type("string").pattern("^ *(\(fieldName)) *(, *(\(fieldName)) *)*$"),
        examples: [any, .init("table", "What a table shows", "invoice_number,total_amount,customer_name")])

    private static let fieldNames = InvoiceField.allCases.map(\.rawValue)
    private static let fieldName = fieldNames.joined(separator: "|")

    static let preference = DocumentedParameter(
        name: "Prefer", location: .header,
        description: "`count=exact` adds `X-Total-Count`, the number of all that match. Other preferences are ignored.",
        schema: .type("string"))

    private func documented(_ parameter: InvoiceFilter.Parameter) -> DocumentedParameter {
        switch parameter {
        case .skip:
            query(
                parameter, "Leave out so many from the beginning. To walk through a long list use `cursor`.",
                .integer(0...Int.max).adding("default", 0),
                examples: [Self.any, .init("second", "The second hundred", 100)])
        case .limit:
            query(
                parameter, "So many at most.",
                .integer(InvoiceQuery.limits).adding("default", .integer(InvoiceQuery.defaultLimit)))
        case .cursor:
            query(
                parameter,
                """
                Where the page begins: from the `Link` of the page before, with the same filters and sort. It costs \
                the same on every page, and nothing is skipped or shown twice. Not together with `skip`.
                """, .type("string"))
        case .fields: Self.fields
        case .status: status
        case .createdAfter: date(parameter, "Made on that day (UTC) or later.", january.first, "The first of January")
        case .createdBefore: date(parameter, "Made on that day (UTC) or earlier.", january.last, "The last of January")
        case .dueAfter: date(parameter, "Due on that day or later. What has no due date does not match.", nil)
        case .dueBefore:
            date(
                parameter, "Due on that day or earlier. What has no due date does not match.", yesterday,
                "What is overdue: with the status PENDING")
        case .customerName:
            search(parameter, "A part of the customer's name, without regard to case in any alphabet.", "smith")
        case .customerEmail:
            search(parameter, "A part of the customer's e-mail address, without regard to case.", "billing@")
        case .minAmount: amount(parameter, "A total of at least that.", [("from100", "100"), ("over500", "500.01")])
        case .maxAmount: amount(parameter, "A total of at most that.", [("to500", "500")])
        case .sortBy:
            choice(parameter, "What to sort by; missing due dates come last.", InvoiceQuery.SortKey.dateCreated)
        case .sortOrder:
            choice(parameter, "Ties are broken by the id, the same way round.", InvoiceQuery.SortOrder.descending)
        }
    }

    private func query(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ schema: Schema,
        examples: [Operation.Example] = []
    ) -> DocumentedParameter {
        DocumentedParameter(
            name: parameter.rawValue, location: .query, description: description, schema: schema, examples: examples)
    }

    private var status: DocumentedParameter {
        DocumentedParameter(
            name: StatusParameter.name, location: .query, description: "Any of these; given again or comma-separated.",
            schema: .array(of: .oneOf(InvoiceSchemas.statuses)), isRepeatable: true,
            examples: [
                .init("any", "Any", []),
                .init("pending", "Not yet paid", .strings([InvoiceStatus.pending.rawValue])),
            ])
    }

    private func date(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ day: CalendarDate?, _ what: String = ""
    ) -> DocumentedParameter {
        let examples = day.map { [Self.any, .init("day", what, .string($0.text))] } ?? []
        return query(parameter, description, .date, examples: examples)
    }

    private func search(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ example: String
    ) -> DocumentedParameter {
        query(
            parameter, description, .optionalText(SearchParameter.length),
            examples: [Self.any, .init("part", "With “\(example)” in it", .string(example))])
    }

    private func amount(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ examples: [(name: String, amount: String)]
    ) -> DocumentedParameter {
        query(
            parameter, description + " Two decimals at most.", .comparedMoney,
            examples: [Self.any] + examples.map { .init($0.name, $0.amount, .number($0.amount)) })
    }

    private func choice<Choice>(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ usual: Choice
    ) -> DocumentedParameter where Choice: CaseIterable & RawRepresentable<String> {
        query(
            parameter, description,
            .oneOf(Choice.allCases.map(\.rawValue)).adding("default", .string(usual.rawValue)))
    }

    /// Shown first, so that nothing is filled in before somebody chooses.
    private static let any = Operation.Example("any", "Any", "")

    // MARK: Days of the examples

    /// The last January that has begun.
    var january: (first: CalendarDate, last: CalendarDate) {
        let year = today.parts.year
        return (CalendarDate(year: year, month: 1, day: 1), CalendarDate(year: year, month: 1, day: 31))
    }

    var yesterday: CalendarDate { CalendarDate(daysSince1970: today.daysSince1970 - 1) }
}
