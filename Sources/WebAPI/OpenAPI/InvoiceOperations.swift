import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON

// The documentation of the endpoints that create and read single invoices.

extension InvoiceCreate: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "createInvoice", tag: .invoices, summary: "Create an invoice",
            description: """
                The server assigns an id and a number, computes the total, and sets the status to `PENDING`. Send an \
                `Idempotency-Key` if the call may be repeated (after a lost connection, for example): then only one \
                invoice is created.
                """,
            parameters: [idempotencyKey],
            body: Operation.Body(
                schema: .newInvoice,
                examples: [
                    .init("full", "All members", InvoiceExamples.new),
                    .init("least", "Required members only, decimals as strings", InvoiceExamples.least),
                ]),
            answers: [
                SuccessAnswer(
                    .created, "The created invoice.", headers: [.location, .entityTag, .idempotencyReplayed],
                    content: InvoiceOperations.whole, links: InvoiceOperations.links)
            ],
            problems: [
                ProblemAnswer(
                    name: "KeyInUse", description: "A request with this `Idempotency-Key` is still running.",
                    refusals: [
                        (
                            "running",
                            .conflict("A request with this Idempotency-Key is still running. Wait for its answer.")
                        )
                    ]),
                InvoiceOperations.invalid, .diskFull,
            ])
    }

    private static let idempotencyKey = DocumentedParameter(
        name: "Idempotency-Key", location: .header,
        description: """
            A unique name for this request, such as a UUID. For \(IdempotencyClaim.lifetime / 3600) hours, a repeat \
            with the same body returns the first answer and creates nothing; with another body it is refused (422).
            """,
        schema: .string(IdempotencyKey.length).pattern("^[!-~]*$"))
}

extension InvoiceGet: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "getInvoice", tag: .invoices, summary: "Read an invoice",
            description: "By its id. With `fields`, only some members.",
            parameters: [.id, ListParameters.fields, .ifMatchOfReading, .ifNoneMatch], answers: InvoiceOperations.found,
            problems: [InvoiceOperations.invalidSelection, .preconditionFailed])
    }
}

extension InvoiceFind: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "findInvoice", tag: .invoices, summary: "Find an invoice by its number",
            description:
                "By the number printed on the invoice, such as `INV-202307-A1B2C3`. The match is exact.",
            parameters: [
                DocumentedParameter(
                    name: numberParameter, location: .query, description: "The whole invoice number.",
                    schema: .type("string").pattern("\\S"), isRequired: true),
                ListParameters.fields, .ifMatchOfReading, .ifNoneMatch,
            ], answers: InvoiceOperations.found,
            problems: [.noInvoice, InvoiceOperations.invalidSelection, .preconditionFailed])
    }
}

/// The parts that the operations on invoices share.
enum InvoiceOperations {
    static let whole = SuccessAnswer.Content.json(
        .reference(to: .invoice), [.init("invoice", "The invoice", InvoiceExamples.invoice)])

    static let found = [
        SuccessAnswer(
            .ok, "The invoice, or the members that `fields` names.", headers: [.entityTag],
            content: .json(
                .reference(to: .invoiceSelection),
                [
                    .init("whole", "The whole invoice", InvoiceExamples.invoice),
                    .init("chosen", "With `fields`", InvoiceExamples.selection),
                ])),
        SuccessAnswer(.notModified, "The invoice still matches `If-None-Match`.", headers: [.entityTag]),
    ]

    /// The operations on a new invoice.
    static let links = [
        link("getInvoice", "Read it again."), link("updateInvoice", "Change it."),
        link("setInvoiceStatus", "Mark it as paid, for example."), link("deleteInvoice", "Delete it."),
        OperationLink(
            operation: "findInvoice", description: "Find it by its number.", parameter: InvoiceFind.numberParameter,
            member: InvoiceField.number.name),
    ]

    private static func link(_ operation: String, _ description: String) -> OperationLink {
        OperationLink(
            operation: operation, description: description, parameter: DocumentedParameter.id.name,
            member: InvoiceField.id.name)
    }

    static let invalid = ProblemAnswer(
        name: "InvalidInvoice", description: "Some values are invalid; every fault is listed.",
        refusals: [
            (
                "faults",
                .invalid([
                    Fault(.pointer("/customer_name"), "is required"),
                    Fault(.pointer("/items/0/quantity"), "must be more than 0 and at most 1000000"),
                ])
            )
        ])

    static let invalidSelection = ProblemAnswer(
        name: "InvalidSelection", description: "Some parameters are invalid; every fault is listed.",
        refusals: [("fields", .invalid([Fault(.parameter("fields"), "does not know “total”")]))])
}
