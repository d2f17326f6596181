import Invoicing
import JSON

/// Writes invoices as JSON, with the members that were asked for in the invoice's own order.
package enum InvoiceJSON {
    /// The whole invoice, as it is answered and as the history keeps it.
    package static func snapshot(of invoice: Invoice) -> [UInt8] {
        var writer = JSONWriter(reserving: 512 + invoice.items.count * 128)
        write(invoice, InvoiceFields.all.members, to: &writer)
        return writer.bytes
    }

    /// The fields are ``InvoiceFields/members``.
    static func write(_ invoice: Invoice, _ fields: [InvoiceField], to writer: inout JSONWriter) {
        writer.beginObject()
        for field in fields {
            writer.name(names[field.place])
            write(field, of: invoice, to: &writer)
        }
        writer.endObject()
    }

    /// Each field's, by its place.
    private static let names = InvoiceField.allCases.map { JSONName($0.rawValue) }

    private static func write(_ field: InvoiceField, of invoice: Invoice, to writer: inout JSONWriter) {
        switch field {
        case .id: writer.integer(invoice.id)
        case .number: writer.string(invoice.number.text)
        case .dateCreated: writer.string(invoice.dateCreated.text)
        case .dueDate: writer.string(orNull: invoice.dueDate?.text)
        case .total: writer.decimal(invoice.total.cents, scale: 2)
        case .status: writer.string(invoice.status.rawValue)
        case .customerName: writer.string(invoice.customerName)
        case .customerEmail: writer.string(orNull: invoice.customerEmail)
        case .customerAddress: writer.string(orNull: invoice.customerAddress)
        case .notes: writer.string(orNull: invoice.notes)
        case .items:
            writer.beginArray()
            for (index, item) in invoice.items.enumerated() { write(item, number: index + 1, to: &writer) }
            writer.endArray()
        }
    }

    /// The names of fields, for ``write(_:_:_:to:)``.
    static func names(of fields: [InvoiceField]) -> [JSONName] {
        fields.map { names[$0.place] }
    }

    /// A row, whose fields are without items, under their names.
    static func write(
        _ row: any InvoiceRow, _ fields: [InvoiceField], _ names: [JSONName], to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for (index, field) in fields.enumerated() {
            writer.name(names[index])
            switch field {
            case .id: writer.integer(row.id)
            case .dateCreated: writer.string(row.dateCreated.text)
            case .dueDate: writer.string(orNull: row.dueDate?.text)
            case .total: writer.decimal(row.total.cents, scale: 2)
            case .status: writer.string(row.status.rawValue)
            case .number, .customerName, .customerEmail, .customerAddress, .notes:
                row.withText(field) { text in
                    if let text { writer.string(text) } else { writer.null() }
                }
            case .items: preconditionFailure("Items are not in a row.")
            }
        }
        writer.endObject()
    }

    private static func write(_ item: LineItem, number: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.integer("id", Int64(number))
        writer.string("description", item.description)
        writer.name("quantity")
        writer.number(item.quantity.text)
        writer.name("unit_price")
        writer.number(item.unitPrice.text)
        writer.name("amount")
        writer.number(item.amount.text)
        writer.endObject()
    }
}

extension JSONWriter {
    mutating func string(orNull text: String?) {
        if let text { string(text) } else { null() }
    }
}
