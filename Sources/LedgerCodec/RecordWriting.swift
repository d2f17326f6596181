import Ledger
import Primitives

extension LedgerRecord {
    /// The record in version 1.
    package var bytes: [UInt8] {
        var writer = CanonicalWriter(reserving: 1024)
        writer.object { writer in
            writer.name(Member.action)
            writer.string(action.rawValue)
            writer.name(Member.at)
            writer.string(change.moment.text)
            writer.name(Member.by)
            writer.integer(change.user)
            switch change.event {
            case .created(let invoice):
                writer.name(Member.invoice)
                writer.fields(of: invoice)
            case .changed(let differences):
                writer.name(Member.changes)
                writer.changes(differences)
            case .deleted: break
            }
            writer.name(Member.invoiceID)
            writer.integer(change.invoice)
            writer.name(Member.ledgerID)
            writer.integer(ledger)
            writer.name(Member.revision)
            writer.integer(change.revision)
            writer.name(Member.version)
            writer.integer(Self.currentVersion)
        }
        return writer.bytes
    }

    private var action: Action {
        switch change.event {
        case .created: .created
        case .changed: .changed
        case .deleted: .deleted
        }
    }
}

extension CanonicalWriter {
    private typealias Member = LedgerRecord.Member

    fileprivate mutating func fields(of invoice: Invoice) {
        object { writer in
            for field in InvoiceField.recordOrder {
                if field.isItems {
                    writer.name(field.name)
                    writer.array { writer in for item in invoice.items { writer.item(item) } }
                } else if let value = field.value(in: invoice) {
                    writer.name(field.name)
                    writer.value(value)
                }
            }
        }
    }

    fileprivate mutating func changes(_ differences: [InvoiceChange.Difference]) {
        var fields: [InvoiceField: (before: FieldValue?, after: FieldValue?)] = [:]
        var items: [(position: Int, before: LineItem?, after: LineItem?)] = []
        for difference in differences {
            switch difference {
            case .field(let field, let before, let after): fields[field] = (before, after)
            case .item(let position, let before, let after): items.append((position, before, after))
            }
        }
        object { writer in
            for field in InvoiceField.recordOrder {
                if field.isItems, !items.isEmpty {
                    writer.name(field.name)
                    writer.array { writer in
                        for item in items {
                            writer.pair(item.before, item.after, position: item.position) { $0.item($1) }
                        }
                    }
                } else if let (before, after) = fields[field] {
                    writer.name(field.name)
                    writer.pair(before, after) { $0.value($1) }
                }
            }
        }
    }

    private mutating func pair<Value>(
        _ before: Value?, _ after: Value?, position: Int? = nil, _ write: (inout CanonicalWriter, Value) -> Void
    ) {
        object { writer in
            if let after {
                writer.name(Member.after)
                write(&writer, after)
            }
            if let before {
                writer.name(Member.before)
                write(&writer, before)
            }
            if let position {
                writer.name(Member.position)
                writer.integer(Int64(position))
            }
        }
    }

    private mutating func value(_ value: FieldValue) {
        switch value {
        case .integer(let number): integer(number)
        case .text(let text): string(text)
        case .moment(let moment): string(moment.text)
        case .date(let date): string(date.text)
        case .money(let money): decimal(money.cents, scale: 2, least: 2)
        case .status(let status): string(status.rawValue)
        }
    }

    private mutating func item(_ item: LineItem) {
        object { writer in
            writer.name(Member.amount)
            writer.decimal(item.amount.cents, scale: 2, least: 2)
            writer.name(Member.description)
            writer.string(item.description)
            writer.name(Member.quantity)
            writer.decimal(item.quantity.tenThousandths, scale: Quantity.decimals, least: 0)
            writer.name(Member.unitPrice)
            writer.decimal(item.unitPrice.tenThousandths, scale: UnitPrice.decimals, least: 2)
        }
    }
}
