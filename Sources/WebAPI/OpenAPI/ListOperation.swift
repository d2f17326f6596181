import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON

extension InvoiceList: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        let parameters = ListParameters(today: facts.today)
        return Operation(
            id: "listInvoices", tag: .invoices, summary: "List invoices: filter, sort, select members, paginate",
            description: description(parameters), parameters: parameters.all + [ListParameters.preference],
            answers: [
                SuccessAnswer(
                    .ok, "A page of the invoices that match.", headers: [.link, .totalCount, .preferenceApplied],
                    content: .json(
                        .array(of: .reference(to: .invoiceSelection), count: 0...InvoiceQuery.limits.upperBound),
                        [
                            .init("whole", "Whole invoices", [InvoiceExamples.invoice]),
                            .init("chosen", "With `fields`", [InvoiceExamples.selection]),
                        ]))
            ],
            problems: [
                ProblemAnswer(
                    name: "InvalidList", description: "Some parameters are invalid; every fault is listed.",
                    refusals: [
                        (
                            "faults",
                            .invalid([
                                Fault(.parameter("limit"), "must be a whole number from 1 to 1000"),
                                Fault(.parameter("created_after"), "must be a date such as 2023-07-31"),
                            ])
                        )
                    ])
            ])
    }

    private static func description(_ parameters: ListParameters) -> String {
        let rows = examples(parameters).map { "| \($0.what) | `\(path)?\($0.query)` |" }
        return """
            For tables, searches and exports. All filters combine with AND; an empty value counts as absent. The \
            filters' examples can be chosen below:

            | wanted | call |
            |---|---|
            \(rows.joined(separator: "\n"))

            When there are more pages, the header field `Link` contains the next page's URL: follow it until it \
            is absent. `Prefer: count=exact` adds the total number of matches.
            """
    }

    /// Common searches, and their queries.
    static func examples(_ parameters: ListParameters) -> [(what: String, query: String)] {
        let january = parameters.january
        return [
            ("invoices of January", "created_after=\(january.first.text)&created_before=\(january.last.text)"),
            ("overdue invoices", "status=PENDING&due_before=\(parameters.yesterday.text)"),
            ("customers with “smith” in their name", "customer_name=smith"),
            ("amounts between 100 and 500", "min_amount=100&max_amount=500"),
            (
                "pending invoices over 500, the largest first",
                "status=PENDING&min_amount=500.01&sort_by=total_amount&sort_order=desc"
            ),
            (
                "numbers, names and totals only, by name",
                "fields=invoice_number,customer_name,total_amount&sort_by=customer_name&sort_order=asc"
            ),
        ]
    }
}
