import JSON
import Ledger
import Primitives

/// "Version 0" of the history: the first edition kept whole invoices in it, as its API answered them.
///
/// Nothing writes this form any more. It is read once, when a database of the first edition is migrated.
package enum FirstEdition {
    /// Reads an invoice, in that revision.
    package static func invoice(_ bytes: [UInt8], revision: Int64) throws(RecordFault) -> Invoice {
        let members = try MemberReader(parsing: bytes)
        var invoice = Invoice(id: try members.integer(InvoiceField.id.name))
        invoice.revision = revision
        for (name, value) in members.object.members {
            guard let field = InvoiceField(name: name) else { throw .malformed("an unknown member") }
            if field.isItems {
                invoice.items = try members.elements(name).map { element throws(RecordFault) in try item(element) }
            } else {
                guard field.set(try field.answered(value), in: &invoice) else { throw .malformed(name) }
            }
        }
        for field in [InvoiceField.number, .dateCreated, .total, .status, .customerName, .items]
        where members.object[field.name] == nil {
            throw .malformed(field.name)
        }
        return invoice
    }

    private static func item(_ value: JSONValue) throws(RecordFault) -> LineItem {
        let members = try MemberReader(value, InvoiceField.items.name)
        return LineItem(
            description: try members.text("description"),
            quantity: Quantity(tenThousandths: try members.number("quantity", decimals: Quantity.decimals)),
            unitPrice: UnitPrice(tenThousandths: try members.number("unit_price", decimals: UnitPrice.decimals)),
            amount: Money(cents: try members.number("amount", decimals: 2)))
    }
}

extension InvoiceField {
    /// The value that the API of the first edition answered under this field's name; nil for null.
    fileprivate func answered(_ value: JSONValue) throws(RecordFault) -> FieldValue? {
        switch (kind, value) {
        case (_, .null): return nil
        case (.total, .number(let digits)):
            if let money = try? Money(exactly: digits) { return .money(money) }
        case (.total, _): break
        default: return try recorded(value)
        }
        throw .malformed(name)
    }
}
