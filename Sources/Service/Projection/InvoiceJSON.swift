import Invoicing
import JSON

/// Writes invoices as JSON, with the members that were asked for in the invoice's own order.
package enum InvoiceJSON {
    /// The whole invoice, as it is answered and as the history keeps it.
    package static func snapshot(of invoice: Invoice) -> [UInt8] {
        var writer = JSONWriter(reserving: 512 + invoice.items.count * 128)
        write(invoice, .all, to: &writer)
        return writer.bytes
    }

    static func write(_ invoice: Invoice, _ fields: InvoiceFields, to writer: inout JSONWriter) {
        var isFirst = true
        writer.raw("{")
        for field in InvoiceField.allCases where fields.has(field) {
            if !isFirst { writer.raw(",") }
            isFirst = false
            write(field, of: invoice, to: &writer)
        }
        writer.raw("}")
    }

    private static func write(_ field: InvoiceField, of invoice: Invoice, to writer: inout JSONWriter) {
        switch field {
        case .id:
            writer.raw("\"id\":")
            writer.integer(invoice.id)
        case .number:
            writer.raw("\"invoice_number\":")
            writer.string(invoice.number.text)
        case .dateCreated:
            writer.raw("\"date_created\":")
            writer.string(invoice.dateCreated.text)
        case .dueDate:
            writer.raw("\"due_date\":")
            writer.string(orNull: invoice.dueDate?.text)
        case .total:
            writer.raw("\"total_amount\":")
            writer.raw(invoice.total.text.utf8)
        case .status:
            writer.raw("\"status\":")
            writer.string(invoice.status.rawValue)
        case .customerName:
            writer.raw("\"customer_name\":")
            writer.string(invoice.customerName)
        case .customerEmail:
            writer.raw("\"customer_email\":")
            writer.string(orNull: invoice.customerEmail)
        case .customerAddress:
            writer.raw("\"customer_address\":")
            writer.string(orNull: invoice.customerAddress)
        case .notes:
            writer.raw("\"notes\":")
            writer.string(orNull: invoice.notes)
        case .items:
            writer.raw("\"items\":[")
            for (index, item) in invoice.items.enumerated() {
                if index > 0 { writer.raw(",") }
                write(item, number: index + 1, to: &writer)
            }
            writer.raw("]")
        }
    }

    private static func write(_ item: LineItem, number: Int, to writer: inout JSONWriter) {
        writer.raw("{\"id\":")
        writer.integer(Int64(number))
        writer.raw(",\"description\":")
        writer.string(item.description)
        writer.raw(",\"quantity\":")
        writer.raw(item.quantity.text.utf8)
        writer.raw(",\"unit_price\":")
        writer.raw(item.unitPrice.text.utf8)
        writer.raw(",\"amount\":")
        writer.raw(item.amount.text.utf8)
        writer.raw("}")
    }
}

extension JSONWriter {
    mutating func string(orNull text: String?) {
        if let text { string(text) } else { null() }
    }
}
