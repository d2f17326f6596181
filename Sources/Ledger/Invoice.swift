import Primitives

/// The current state of an invoice.
///
/// A list that reads only some fields leaves the others at the empty value that ``init(id:)`` sets; callers must
/// access only the fields that they requested.
package struct Invoice: Sendable {
    /// Positive; never reused.
    package private(set) var id: Int64
    package var number = InvoiceNumber.none
    package var dateCreated = Timestamp(seconds: 0)
    package var dueDate: CalendarDate?
    package var total = Money.zero
    package var status = InvoiceStatus.pending
    package var customerName = ""
    package var customerEmail: String?
    package var customerAddress: String?
    package var notes: String?
    package var items: [LineItem] = []
    /// The customer's own reference for this order (BT-13).
    package var purchaseOrder: String?
    /// The number of this state: 1 at creation, greater after every change.
    package var revision: Int64 = 0

    package init(id: Int64) {
        self.id = id
    }
}

/// A member of an invoice as clients see it. The order of the cases is the order in every answer.
///
/// This table describes each field completely. Code that reads, stores, writes, compares or shows an invoice uses
/// ``kind``, and so supports a new field without being changed.
package enum InvoiceField: Int, CaseIterable, Sendable {
    case id
    case number
    case dateCreated
    case dueDate
    case total
    case status
    case customerName
    case customerEmail
    case customerAddress
    case notes
    case items
    case purchaseOrder

    /// The member's name in requests and answers.
    package var name: String {
        switch self {
        case .id: "id"
        case .number: "invoice_number"
        case .dateCreated: "date_created"
        case .dueDate: "due_date"
        case .total: "total_amount"
        case .status: "status"
        case .customerName: "customer_name"
        case .customerEmail: "customer_email"
        case .customerAddress: "customer_address"
        case .notes: "notes"
        case .items: "items"
        case .purchaseOrder: "purchase_order"
        }
    }

    /// Where the value is stored, and its rule.
    package var kind: Kind {
        switch self {
        case .id: .id
        case .number: .number
        case .dateCreated: .dateCreated
        case .dueDate: .date(\.dueDate)
        case .total: .total
        case .status: .status
        case .customerName: .text(\.customerName, TextRule(1...200))
        case .customerEmail: .email(\.customerEmail)
        case .customerAddress: .optionalText(\.customerAddress, TextRule(1...1000))
        case .notes: .optionalText(\.notes, TextRule(1...5000))
        case .items: .items
        case .purchaseOrder: .optionalText(\.purchaseOrder, TextRule(1...100))
        }
    }

    /// Whether answers omit the field when it has no value. The members of the first edition are null instead.
    package var isLeftOutWhenEmpty: Bool {
        rawValue > InvoiceField.items.rawValue
    }
}

extension InvoiceField {
    /// The type of a field. Only the program sets the server's fields, never a client.
    package enum Kind: Sendable {
        /// Set by the server.
        case id, number, dateCreated, total
        /// Set by the server at creation.
        case status
        /// An optional date.
        case date(WritableKeyPath<Invoice, CalendarDate?> & Sendable)
        /// A text that is never empty.
        case text(WritableKeyPath<Invoice, String> & Sendable, TextRule)
        /// A text that may be missing.
        case optionalText(WritableKeyPath<Invoice, String?> & Sendable, TextRule)
        /// An optional e-mail address (``EmailRule``).
        case email(WritableKeyPath<Invoice, String?> & Sendable)
        /// The lines.
        case items
    }

    /// The order in which input is read and faults are listed: that of the form, the server's fields last.
    package static let inputOrder: [InvoiceField] =
        [.customerName, .customerEmail, .customerAddress, .dueDate, .notes] + allCases.filter(\.isLeftOutWhenEmpty)
        + [.items, .status, .id, .number, .dateCreated, .total]

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// The field with this name; nil when there is none.
    package init?(name: String) {
        guard let field = Self.byName[name] else { return nil }
        self = field
    }

    /// The value; nil when the invoice has none, and for the items, which are not a single value.
    package func value(in invoice: Invoice) -> FieldValue? {
        // Without key paths, which take several times as long: this is read of every field of every invoice.
        switch self {
        case .id: .integer(invoice.id)
        case .number: .text(invoice.number.text)
        case .dateCreated: .moment(invoice.dateCreated)
        case .dueDate: invoice.dueDate.map { .date($0) }
        case .total: .money(invoice.total)
        case .status: .status(invoice.status)
        case .customerName: .text(invoice.customerName)
        case .customerEmail: invoice.customerEmail.map { .text($0) }
        case .customerAddress: invoice.customerAddress.map { .text($0) }
        case .notes: invoice.notes.map { .text($0) }
        case .items: nil
        case .purchaseOrder: invoice.purchaseOrder.map { .text($0) }
        }
    }

    /// Sets the field and returns true. Returns false for a value whose type does not fit the field.
    /// The id, which ``Invoice/init(id:)`` sets, and the items are left unchanged.
    @discardableResult
    package func set(_ value: FieldValue?, in invoice: inout Invoice) -> Bool {
        switch (kind, value) {
        case (.id, .integer?), (.items, nil): break
        case (.number, .text(let text)?): invoice.number = InvoiceNumber(stored: text)
        case (.dateCreated, .moment(let moment)?): invoice.dateCreated = moment
        case (.total, .money(let money)?): invoice.total = money
        case (.status, .status(let status)?): invoice.status = status
        case (.date(let path), nil): invoice[keyPath: path] = nil
        case (.date(let path), .date(let date)?): invoice[keyPath: path] = date
        case (.text(let path, _), .text(let text)?): invoice[keyPath: path] = text
        case (.optionalText(let path, _), nil), (.email(let path), nil): invoice[keyPath: path] = nil
        case (.optionalText(let path, _), .text(let text)?), (.email(let path), .text(let text)?):
            invoice[keyPath: path] = text
        default: return false
        }
        return true
    }

    /// Whether both invoices have the same value in this field; texts are compared by their scalars.
    package func isSame(in left: Invoice, _ right: Invoice) -> Bool {
        if case .items = kind { return left.items == right.items }
        return value(in: left) == value(in: right)
    }
}

extension Invoice {
    /// A copy of another invoice's fields under a new id, without a revision.
    package init(id: Int64, fieldsOf other: Invoice) {
        self = other
        self.id = id
        revision = 0
    }
}

extension Invoice: Equatable {
    /// Exact equality: texts are compared by their scalars.
    package static func == (left: Invoice, right: Invoice) -> Bool {
        left.revision == right.revision && left.hasSameFields(as: right)
    }

    /// Whether all fields are equal, regardless of the revisions.
    package func hasSameFields(as other: Invoice) -> Bool {
        InvoiceField.allCases.allSatisfy { $0.isSame(in: self, other) }
    }
}

/// The value of any field.
package enum FieldValue: Sendable {
    case integer(Int64)
    case text(String)
    case moment(Timestamp)
    case date(CalendarDate)
    case money(Money)
    case status(InvoiceStatus)
}

extension FieldValue: Equatable {
    /// Texts are compared by their scalars.
    package static func == (left: FieldValue, right: FieldValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.text(let left), .text(let right)): haveSameScalars(left, right)
        case (.moment(let left), .moment(let right)): left == right
        case (.date(let left), .date(let right)): left == right
        case (.money(let left), .money(let right)): left == right
        case (.status(let left), .status(let right)): left == right
        default: false
        }
    }
}
