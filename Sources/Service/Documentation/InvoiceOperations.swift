import HTTP
import HTTPTypes
import Invoicing
import JSON

// Reading one invoice and making one: what the document says of their endpoints.

extension InvoiceCreate: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "createInvoice", tag: .invoices, summary: "Make an invoice",
            description: """
                The server gives it an id and a number, adds it up, and sets its status to `PENDING`. Send an \
                `Idempotency-Key` when the call may be repeated (after a broken connection, say): then there will be \
                one invoice all the same.
                """,
            parameters: [idempotencyKey],
            body: Operation.Body(
                schema: .newInvoice,
                examples: [
                    .init("full", "With everything", InvoiceExamples.new),
                    .init("least", "Only what must be there, decimals as strings", InvoiceExamples.least),
                ]),
            answers: [
                SuccessAnswer(
                    .created, "The invoice that was made.", headers: [.location, .entityTag, .idempotencyReplayed],
                    content: InvoiceOperations.whole, links: InvoiceOperations.links)
            ],
            problems: [
                ProblemAnswer(
                    name: "KeyInUse", description: "A request with this `Idempotency-Key` is still running.",
                    errors: [
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
            Any name for this request, such as a UUID. For \(IdempotencyClaim.lifetime / 3600) hours the same key with \
            the same body gives the first answer again and makes nothing; with another body it is 422.
            """,
        schema: .string(IdempotencyKey.length).pattern("^[!-~]*$"))
}

extension InvoiceGet: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "getInvoice", tag: .invoices, summary: "Read an invoice",
            description: "By its id. With `fields`, only some of it.",
            parameters: [.id, ListParameters.fields, .ifMatchOfReading, .ifNoneMatch], answers: InvoiceOperations.found,
            problems: [InvoiceOperations.invalidSelection, .preconditionFailed])
    }
}

extension InvoiceFind: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "findInvoice", tag: .invoices, summary: "Find an invoice by its number",
            description:
                "For the number that stands on the paper, such as `INV-202307-A1B2C3`; compared to the letter.",
            parameters: [
                DocumentedParameter(
                    name: numberParameter, location: .query, description: "The whole invoice number.",
                    schema: .type("string").pattern("\\S"), isRequired: true),
                ListParameters.fields, .ifMatchOfReading, .ifNoneMatch,
            ], answers: InvoiceOperations.found,
            problems: [.noInvoice, InvoiceOperations.invalidSelection, .preconditionFailed])
    }
}

/// What the operations on invoices have in common.
enum InvoiceOperations {
    static let whole = SuccessAnswer.Content.json(
        .reference(to: .invoice), [.init("invoice", "The invoice", InvoiceExamples.invoice)])

    static let found = [
        SuccessAnswer(
            .ok, "The invoice, or those members of it that `fields` names.", headers: [.entityTag],
            content: .json(
                .reference(to: .invoiceSelection),
                [
                    .init("whole", "The whole invoice", InvoiceExamples.invoice),
                    .init("chosen", "With `fields`", InvoiceExamples.selection),
                ])),
        SuccessAnswer(.notModified, "The invoice still is as `If-None-Match` says.", headers: [.entityTag]),
    ]

    /// What can be done with a new invoice.
    static let links = [
        link("getInvoice", "Read it again."), link("updateInvoice", "Change it."),
        link("setInvoiceStatus", "Mark it as paid, for example."), link("deleteInvoice", "Delete it."),
        OperationLink(
            operation: "findInvoice", description: "Find it by its number.", parameter: InvoiceFind.numberParameter,
            member: InvoiceField.number.rawValue),
    ]

    private static func link(_ operation: String, _ description: String) -> OperationLink {
        OperationLink(
            operation: operation, description: description, parameter: DocumentedParameter.id.name,
            member: InvoiceField.id.rawValue)
    }

    static let invalid = ProblemAnswer(
        name: "InvalidInvoice", description: "Some values are not valid; every one is named.",
        errors: [
            (
                "faults",
                .invalid([
                    Fault(.pointer("/customer_name"), "is required"),
                    Fault(.pointer("/items/0/quantity"), "must be more than 0 and at most 1000000"),
                ])
            )
        ])

    static let invalidSelection = ProblemAnswer(
        name: "InvalidSelection", description: "Some parameters are not valid; every one is named.",
        errors: [("fields", .invalid([Fault(.parameter("fields"), "does not know “total”")]))])
}
