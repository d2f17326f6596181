import Application
import Ledger
import Primitives
import JSON
import Web

/// The documentation of the list's parameters.
struct ListParameters {
    /// The day near which the example dates lie.
    let today: CalendarDate

    var all: [DocumentedParameter] { InvoiceFilter.Parameter.allCases.map(documented) }

    static let fields = DocumentedParameter(
        name: FieldsParameter.name, location: .query,
        description: """
            Only these members, comma-separated; spaces around names are ignored. They appear in the invoice's own \
            order. Default: all. Known names: \(fieldNames.joined(separator: ", ")).
            """,
        schema: .type("string").pattern("^ *(\(fieldName)) *(, *(\(fieldName)) *)*$"),
        examples: [any, .init("table", "What a table shows", "invoice_number,total_amount,customer_name")])

    private static let fieldNames = InvoiceField.allCases.map(\.name)
    private static let fieldName = fieldNames.joined(separator: "|")

    static let preference = DocumentedParameter(
        name: "Prefer", location: .header,
        description: "`count=exact` adds `X-Total-Count`, the total number of matches. Other preferences are ignored.",
        schema: .type("string"))

    private func documented(_ parameter: InvoiceFilter.Parameter) -> DocumentedParameter {
        switch parameter {
        case .skip:
            query(
                parameter, "Skip this many invoices. To page through a long list, use `cursor`.",
                .integer(0...Int.max).adding("default", 0),
                examples: [Self.any, .init("second", "The second hundred", 100)])
        case .limit:
            query(
                parameter, "The maximum number of invoices.",
                .integer(InvoiceQuery.limits).adding("default", .integer(InvoiceQuery.defaultLimit)))
        case .cursor:
            query(
                parameter,
                """
                The beginning of the page, from the `Link` of the previous page, with the same filters and sort. The \
                cost is the same for every page, and nothing is skipped or repeated. Cannot be combined with `skip`.
                """, .type("string"))
        case .fields: Self.fields
        case .status: status
        case .createdAfter: date(parameter, "Created on or after this day (UTC).", january.first, "1 January")
        case .createdBefore: date(parameter, "Created on or before this day (UTC).", january.last, "31 January")
        case .dueAfter: date(parameter, "Due on or after this day. Invoices without a due date do not match.", nil)
        case .dueBefore:
            date(
                parameter, "Due on or before this day. Invoices without a due date do not match.", yesterday,
                "Overdue invoices, with the status PENDING")
        case .customerName:
            search(parameter, "A part of the customer's name, ignoring case in any alphabet.", "smith")
        case .customerEmail:
            search(parameter, "A part of the customer's e-mail address, ignoring case.", "billing@")
        case .minAmount: amount(parameter, "The minimum total.", [("from100", "100"), ("over500", "500.01")])
        case .maxAmount: amount(parameter, "The maximum total.", [("to500", "500")])
        case .sortBy:
            choice(parameter, "The sort key; invoices without a due date come last.", InvoiceQuery.SortKey.dateCreated)
        case .sortOrder:
            choice(parameter, "The order; ties are broken by the id in this order.", InvoiceQuery.SortOrder.descending)
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
            name: StatusParameter.name, location: .query, description: "Any of these; repeated or comma-separated.",
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
            examples: [Self.any, .init("part", "Contains “\(example)”", .string(example))])
    }

    private func amount(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ examples: [(name: String, amount: String)]
    ) -> DocumentedParameter {
        query(
            parameter, description + " At most two decimals.", .comparedMoney,
            examples: [Self.any] + examples.map { .init($0.name, $0.amount, .number($0.amount)) })
    }

    private func choice<Choice>(
        _ parameter: InvoiceFilter.Parameter, _ description: String, _ usual: Choice
    ) -> DocumentedParameter where Choice: CaseIterable & RawRepresentable<String> {
        query(
            parameter, description,
            .oneOf(Choice.allCases.map(\.rawValue)).adding("default", .string(usual.rawValue)))
    }

    /// The first example, so that the field is empty by default.
    private static let any = Operation.Example("any", "Any", "")

    // MARK: Example dates

    /// The most recent January that has begun.
    var january: (first: CalendarDate, last: CalendarDate) {
        let year = today.parts.year
        return (CalendarDate(year: year, month: 1, day: 1), CalendarDate(year: year, month: 1, day: 31))
    }

    var yesterday: CalendarDate { CalendarDate(daysSince1970: today.daysSince1970 - 1) }
}
