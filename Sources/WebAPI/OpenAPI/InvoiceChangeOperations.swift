import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON

// The documentation of the endpoints that change and delete invoices.

extension InvoiceUpdate: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "updateInvoice", tag: .invoices, summary: "Change an invoice",
            description: """
                JSON Merge Patch (RFC 7396): send the members to change. When several people edit the same \
                invoices, send the `ETag` that was read as `If-Match`, so that no change is overwritten unnoticed.
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
            description: "For use when an invoice was paid or cancelled. Any status may follow any other.",
            parameters: [.id, .ifMatch, .ifNoneMatchOfChange],
            body: Operation.Body(
                schema: .statusChange, examples: [.init("paid", "The invoice was paid", InvoiceExamples.paid)]),
            answers: InvoiceOperations.changed,
            problems: [
                ProblemAnswer(
                    name: "InvalidStatus", description: "There is no such status.",
                    refusals: [
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
                The invoice disappears from every list; its id and number are never reused. To keep an invoice that \
                will not be paid, set its status to `CANCELLED` instead.
                """,
            parameters: [.id, .ifMatch, .ifNoneMatchOfChange],
            answers: [SuccessAnswer(.noContent, "The invoice was deleted.")],
            problems: [.unknownParameter, .preconditionFailed, .diskFull])
    }
}

extension InvoiceOperations {
    static let changed = [
        SuccessAnswer(.ok, "The invoice after the change.", headers: [.entityTag], content: whole)
    ]
}
