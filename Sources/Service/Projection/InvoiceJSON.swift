import Invoicing
import JSON

/// Writes invoices as JSON, with the members that were asked for in the invoice's own order.
package enum InvoiceJSON {
    /// A field under its name.
    struct Member {
        let field: InvoiceField
        fileprivate let name: JSONName
    }

    private static let all = InvoiceField.allCases.map { Member(field: $0, name: JSONName($0.rawValue)) }

    /// The fields in the order in which they are written.
    static func members(_ fields: InvoiceFields) -> [Member] {
        all.filter { fields.has($0.field) }
    }

    /// The whole invoice, as it is answered and as the history keeps it.
    package static func snapshot(of invoice: Invoice) -> [UInt8] {
        var writer = JSONWriter(reserving: 512 + invoice.items.count * 128)
        write(invoice, all, to: &writer)
        return writer.bytes
    }

    static func write(_ invoice: Invoice, _ members: [Member], to writer: inout JSONWriter) {
        writer.beginObject()
        for member in members {
            writer.name(member.name)
            write(member.field, of: invoice, to: &writer)
        }
        writer.endObject()
    }

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

    /// A row, whose fields are without items.
    static func write(_ row: any InvoiceRow, _ members: [Member], to writer: inout JSONWriter) {
        writer.beginObject()
        for member in members {
            writer.name(member.name)
            switch member.field {
            case .id: writer.integer(row.id)
            case .dateCreated: writer.string(row.dateCreated.text)
            case .dueDate: writer.string(orNull: row.dueDate?.text)
            case .total: writer.decimal(row.total.cents, scale: 2)
            case .status: writer.string(row.status.rawValue)
            case .number, .customerName, .customerEmail, .customerAddress, .notes:
                row.withText(member.field) { text in
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
