import Application
import Ledger
import Primitives
import JSON
import Web

@testable import WebAPI

/// The JSON reader, and the invoice that a body is read as.
enum JSONTarget {
    static func run(_ input: [UInt8]) {
        guard let value = try? JSONValue(parsing: input) else { return }
        let written = text(of: value)
        guard let again = try? JSONValue(parsing: written) else { fatalError("what was written cannot be read") }
        demand(again == value && text(of: again) == written, "read back as something else")
        invoice(value)
    }

    private static func text(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    /// An invoice that is accepted can be sent back as it is answered, and nothing changes.
    private static func invoice(_ value: JSONValue) {
        guard let body = try? InvoiceBody(.json(value), besides: []) else { return }
        if let patched = try? InvoicePatch(body.input).applied(to: sample) { sendBack(patched) }
        guard let draft = try? InvoiceDraft(body.input) else { return }
        demand(!draft.items.isEmpty && draft.total <= .largestTotal, "total: \(draft.total)")
        let invoice = draft.invoice(id: 1, number: sample.number, at: sample.dateCreated)
        sendBack(invoice)
    }

    private static func sendBack(_ invoice: Invoice) {
        do {
            let answered = try JSONValue(parsing: InvoiceJSON.bytes(of: invoice))
            let body = try InvoiceBody(.json(answered), besides: [])
            demand(body.faults.isEmpty, "unknown members: \(body.faults)")
            demand(try InvoicePatch(body.input).applied(to: invoice) == invoice, "changed: \(invoice)")
        } catch {
            fatalError("not taken back: \(error), \(invoice)")
        }
    }

    private static let sample: Invoice = {
        var invoice = Invoice(id: 1)
        invoice.number = InvoiceNumber(stored: "INV-202307-A1B2C3")
        invoice.dateCreated = Timestamp(seconds: 1_688_205_600)
        invoice.customerName = "Acme Corp"
        invoice.items = [
            LineItem(
                description: "Consulting", quantity: Quantity(tenThousandths: 20_000),
                unitPrice: UnitPrice(tenThousandths: 500_000))
        ]
        invoice.total = Money(cents: 10_000)
        return invoice
    }()
}
