import Ledger
import LedgerCodec
import Primitives

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ record: LedgerRecord) -> String { String(decoding: record.bytes, as: UTF8.self) }

func item(_ description: String, _ quantity: Int64 = 10_000, _ unitPrice: Int64 = 500_000) -> LineItem {
    LineItem(
        description: description, quantity: Quantity(tenThousandths: quantity),
        unitPrice: UnitPrice(tenThousandths: unitPrice))
}

/// With every field.
func fullInvoice() -> Invoice {
    var invoice = leastInvoice()
    for field in InvoiceField.allCases {
        switch field.kind {
        case .date(let path): invoice[keyPath: path] = CalendarDate(daysSince1970: 19_569)
        case .optionalText(let path, _), .email(let path): invoice[keyPath: path] = "a value of \(field.name)"
        case .id, .number, .dateCreated, .total, .status, .text, .items: break
        }
    }
    return invoice
}

/// With no more than there must be.
func leastInvoice() -> Invoice {
    var invoice = Invoice(id: 5)
    invoice.number = InvoiceNumber(stored: "INV-202307-ABC123")
    invoice.dateCreated = Timestamp(seconds: 1_688_205_600)
    invoice.customerName = "Acme \"é\" 😀\u{2028}"
    invoice.items = [item("Work", 20_000), item("Half", 3333, 1)]
    invoice.total = Money(cents: 10_000)
    invoice.revision = 1
    return invoice
}

func record(_ event: InvoiceChange.Event, revision: Int64 = 2) -> LedgerRecord {
    LedgerRecord(
        InvoiceChange(
            invoice: 5, revision: revision, moment: Timestamp(seconds: 1_688_205_600), user: 7, event: event), in: 3)
}
