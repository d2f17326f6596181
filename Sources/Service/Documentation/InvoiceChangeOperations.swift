import HTTP
import HTTPTypes
import Invoicing
import JSON

// Changing and deleting invoices: what the document says of their endpoints.

extension InvoiceUpdate: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "updateInvoice", tag: .invoices, summary: "Change an invoice",
            description: """
                JSON Merge Patch (RFC 7396): send what is to be different. When several people work on the same \
                invoices, send the `ETag` that was read as `If-Match`, so that nobody's change is overwritten unseen.
                """,
            parameters: [.id, .ifMatch, .ifNoneMatchOfChange],
            body: Operation.Body(
                schema: .invoicePatch,
                examples: [
                    .init("some", "Set some members", InvoiceExamples.patch),
                    .init("cleared", "Clear optional members", InvoiceExamples.cleared),
                    .init("items", "Replace the items", InvoiceExamples.newItems),
                ]),
            answers: InvoiceOperations.changed,
            problems: [InvoiceOperations.invalid, .preconditionFailed, .diskFull])
    }
}

extension InvoiceStatusChange: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "setInvoiceStatus", tag: .invoices, summary: "Set an invoice's status",
            description: "For the moment when an invoice was paid or cancelled. Any status may follow any other.",
            parameters: [.id, .ifMatch, .ifNoneMatchOfChange],
            body: Operation.Body(
                schema: .statusChange, examples: [.init("paid", "The invoice was paid", InvoiceExamples.paid)]),
            answers: InvoiceOperations.changed,
            problems: [
                ProblemAnswer(
                    name: "InvalidStatus", description: "There is no such status.",
                    errors: [
                        ("unknown", .invalid([Fault(.pointer("/status"), "must be one of PENDING, PAID, CANCELLED")]))
                    ]),
                .preconditionFailed, .diskFull,
            ])
    }
}

extension InvoiceDelete: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "deleteInvoice", tag: .invoices, summary: "Delete an invoice",
            description: """
                It is gone from every list, and its id and number are never given again. To keep an invoice that \
                nobody will pay, set its status to `CANCELLED` instead.
                """,
            parameters: [.id, .ifMatch, .ifNoneMatchOfChange],
            answers: [SuccessAnswer(.noContent, "The invoice was deleted.")],
            problems: [.unknownParameter, .preconditionFailed, .diskFull])
    }
}

extension InvoiceOperations {
    static let changed = [
        SuccessAnswer(.ok, "The invoice as it is now.", headers: [.entityTag], content: whole)
    ]
}
