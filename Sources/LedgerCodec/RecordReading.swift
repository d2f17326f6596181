import JSON
import Ledger
import Primitives

extension LedgerRecord {
    /// Reads a record of any version that was ever written.
    package init(_ bytes: [UInt8]) throws(RecordFault) {
        let members = try MemberReader(parsing: bytes)
        guard try members.integer(Member.version) == Self.currentVersion else { throw .unknownVersion }
        try self.init(members)
    }

    private init(_ members: MemberReader) throws(RecordFault) {
        let id = try members.integer(Member.invoiceID)
        let revision = try members.integer(Member.revision)
        let event: InvoiceChange.Event
        switch Action(rawValue: try members.text(Member.action)) {
        case .created:
            event = .created(try Self.invoice(try members.object(Member.invoice), id: id, revision: revision))
        case .changed: event = .changed(try Self.differences(try members.object(Member.changes)))
        case .deleted: event = .deleted
        case nil: throw .malformed(Member.action)
        }
        guard let moment = Timestamp(try members.text(Member.at)) else { throw .malformed(Member.at) }
        ledger = try members.integer(Member.ledgerID)
        change = InvoiceChange(
            invoice: id, revision: revision, moment: moment, user: try members.integer(Member.by), event: event)
        var known = [
            Member.action, Member.at, Member.by, Member.invoiceID, Member.ledgerID, Member.revision, Member.version,
        ]
        switch event {
        case .created: known.append(Member.invoice)
        case .changed: known.append(Member.changes)
        case .deleted: break
        }
        try members.requireNoOther(than: known)
    }

    private static func invoice(
        _ members: MemberReader, id: Int64, revision: Int64
    ) throws(RecordFault) -> Invoice {
        var invoice = Invoice(id: id)
        invoice.revision = revision
        for (name, value) in members.object.members {
            guard let field = InvoiceField(name: name) else { throw .malformed(Member.invoice) }
            if field.isItems {
                invoice.items = try members.elements(name).map { element throws(RecordFault) in try item(element) }
            } else {
                guard field.set(try field.recorded(value), in: &invoice) else { throw .malformed(name) }
            }
        }
        for field in InvoiceField.allCases where field.isRequired && members.object[field.name] == nil {
            throw .malformed(field.name)
        }
        guard try members.integer(InvoiceField.id.name) == id else { throw .malformed(Member.invoiceID) }
        return invoice
    }

    private static func differences(_ members: MemberReader) throws(RecordFault) -> [InvoiceChange.Difference] {
        var fields: [InvoiceField: InvoiceChange.Difference] = [:]
        var items: [InvoiceChange.Difference] = []
        for (name, value) in members.object.members {
            guard let field = InvoiceField(name: name) else { throw .malformed(Member.changes) }
            if field.isItems {
                items = try members.elements(name).map { element throws(RecordFault) in try itemDifference(element) }
            } else {
                let pair = try MemberReader(value, name)
                try pair.requireNoOther(than: [Member.before, Member.after])
                fields[field] = .field(
                    field,
                    before: try pair.object[Member.before].map { value throws(RecordFault) in
                        try field.recorded(value)
                    },
                    after: try pair.object[Member.after].map { value throws(RecordFault) in
                        try field.recorded(value)
                    })
            }
        }
        // In the order in which the domain tells them.
        let differences = InvoiceField.allCases.compactMap { fields[$0] } + items
        guard !differences.isEmpty else { throw .malformed(Member.changes) }
        return differences
    }

    private static func itemDifference(_ value: JSONValue) throws(RecordFault) -> InvoiceChange.Difference {
        let members = try MemberReader(value, InvoiceField.items.name)
        try members.requireNoOther(than: [Member.before, Member.after, Member.position])
        let position = try members.integer(Member.position)
        guard position > 0, position < Int32.max else { throw .malformed(Member.position) }
        return .item(
            Int(position),
            before: try members.object[Member.before].map { value throws(RecordFault) in try item(value) },
            after: try members.object[Member.after].map { value throws(RecordFault) in try item(value) })
    }

    private static func item(_ value: JSONValue) throws(RecordFault) -> LineItem {
        let members = try MemberReader(value, InvoiceField.items.name)
        try members.requireNoOther(
            than: [Member.amount, Member.description, Member.quantity, Member.unitPrice])
        return LineItem(
            description: try members.text(Member.description),
            quantity: Quantity(tenThousandths: try members.decimal(Member.quantity, decimals: Quantity.decimals)),
            unitPrice: UnitPrice(tenThousandths: try members.decimal(Member.unitPrice, decimals: UnitPrice.decimals)),
            amount: Money(cents: try members.decimal(Member.amount, decimals: 2)))
    }
}

extension InvoiceField {
    /// Whether every invoice has a value of it.
    fileprivate var isRequired: Bool {
        switch kind {
        case .id, .number, .dateCreated, .total, .status, .text, .items: true
        case .date, .optionalText, .email: false
        }
    }

    /// The value that a record has under this field's name.
    func recorded(_ value: JSONValue) throws(RecordFault) -> FieldValue {
        switch (kind, value) {
        case (.id, .number(let digits)):
            if let number = Int64(digits) { return .integer(number) }
        case (.number, .string(let text)), (.text, .string(let text)), (.optionalText, .string(let text)),
            (.email, .string(let text)):
            return .text(text)
        case (.dateCreated, .string(let text)):
            if let moment = Timestamp(text) { return .moment(moment) }
        case (.date, .string(let text)):
            if let date = CalendarDate(text) { return .date(date) }
        case (.total, .string(let text)):
            if let money = try? Money(exactly: text) { return .money(money) }
        case (.status, .string(let text)):
            if let status = InvoiceStatus(rawValue: text) { return .status(status) }
        default: break
        }
        throw .malformed(name)
    }
}
