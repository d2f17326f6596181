import Application
import JSON
import Ledger
import Primitives

/// Writes invoices as JSON, with the requested members in the invoice's own order.
package enum InvoiceJSON {
    /// A field with its encoded name.
    struct Member: Sendable {
        /// How a field's value is read from a row.
        fileprivate enum Source: Sendable {
            case text, value, items
        }

        let field: InvoiceField
        fileprivate let name: JSONName
        fileprivate let isLeftOutWhenEmpty: Bool
        fileprivate let source: Source

        fileprivate init(_ field: InvoiceField) {
            self.field = field
            name = JSONName(field.name)
            isLeftOutWhenEmpty = field.isLeftOutWhenEmpty
            source =
                switch field.kind {
                case .number, .text, .optionalText, .email: .text
                case .id, .dateCreated, .total, .status, .date: .value
                case .items: .items
                }
        }
    }

    private static let all = InvoiceField.allCases.map(Member.init)

    /// The fields in the order in which they are written.
    static func members(_ fields: InvoiceFields) -> [Member] {
        all.filter { fields.has($0.field) }
    }

    /// The whole invoice, as in responses.
    package static func bytes(of invoice: Invoice) -> [UInt8] {
        var writer = JSONWriter(reserving: 512 + invoice.items.count * 128)
        write(invoice, all, to: &writer)
        return writer.bytes
    }

    static func write(_ invoice: Invoice, _ members: [Member], to writer: inout JSONWriter) {
        writer.beginObject()
        for member in members {
            if case .items = member.source {
                writer.name(member.name)
                writer.beginArray()
                for (index, item) in invoice.items.enumerated() { write(item, number: index + 1, to: &writer) }
                writer.endArray()
            } else {
                write(member.field.value(in: invoice), of: member, to: &writer)
            }
        }
        writer.endObject()
    }

    /// Writes a row. Precondition: `members` does not contain the items.
    static func write(_ row: any InvoiceRow, _ members: [Member], to writer: inout JSONWriter) {
        writer.beginObject()
        for member in members {
            switch member.source {
            case .text:
                row.withText(member.field) { text in
                    if text == nil, member.isLeftOutWhenEmpty { return }
                    writer.name(member.name)
                    if let text { writer.string(text) } else { writer.null() }
                }
            case .value: write(row.value(member.field), of: member, to: &writer)
            case .items: preconditionFailure("Items are not in a row.")
            }
        }
        writer.endObject()
    }

    private static func write(_ value: FieldValue?, of member: Member, to writer: inout JSONWriter) {
        if value == nil, member.isLeftOutWhenEmpty { return }
        writer.name(member.name)
        switch value {
        case nil: writer.null()
        case .integer(let number)?: writer.integer(number)
        case .text(let text)?: writer.string(text)
        case .moment(let moment)?: writer.string(moment.text)
        case .date(let date)?: writer.string(date.text)
        case .money(let money)?: writer.decimal(money.cents, scale: 2)
        case .status(let status)?: writer.string(status.rawValue)
        }
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
