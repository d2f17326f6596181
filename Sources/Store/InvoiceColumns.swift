import Invoicing

extension InvoiceField {
    /// The column that holds it; nil for what has a table of its own.
    fileprivate var column: String? {
        switch self {
        case .id: "id"
        case .number: "number"
        case .dateCreated: "date_created"
        case .dueDate: "due_date"
        case .total: "total_cents"
        case .status: "status"
        case .customerName: "customer_name"
        case .customerEmail: "customer_email"
        case .customerAddress: "customer_address"
        case .notes: "notes"
        case .items: nil
        }
    }
}

/// The columns that a set of fields is read from, and an invoice out of a row of them.
///
/// A row begins with the id and a number of the statement's own; these columns follow.
struct InvoiceColumns {
    /// What may follow the id, in the order of the columns.
    private static let all = InvoiceField.allCases.filter { $0 != .id && $0.column != nil }

    /// The number of the first column: before it are the id and the statement's own number.
    private static let first: Int32 = 2

    private let wanted: InvoiceFields

    init(_ wanted: InvoiceFields) {
        self.wanted = wanted
    }

    /// `, number, date_created`: to follow the first two; empty when there is none.
    var text: String {
        Self.all.reduce(into: "") { text, field in
            if wanted.has(field) { text += ", " + (field.column ?? "") }
        }
    }

    /// The number of the column behind the last.
    var end: Int32 {
        var end = Self.first
        forEach { end = $1 + 1 }
        return end
    }

    /// Gives each field with the number of its column.
    fileprivate func forEach(_ body: (InvoiceField, Int32) -> Void) {
        var column = Self.first
        for field in Self.all where wanted.has(field) {
            body(field, column)
            column += 1
        }
    }

    /// The invoice in the current row, without items.
    func invoice(in row: SQLStatement) -> Invoice {
        var invoice = Invoice(id: row.integer(0))
        forEach { field, column in
            switch field {
            case .id, .items: break
            case .number: invoice.number = InvoiceNumber(stored: row.text(column))
            case .dateCreated: invoice.dateCreated = Timestamp(seconds: row.integer(column))
            case .dueDate:
                if !row.isNull(column) { invoice.dueDate = CalendarDate(daysSince1970: Int(row.integer(column))) }
            case .total: invoice.total = Money(cents: row.integer(column))
            case .status: invoice.status = InvoiceStatus(code: row.integer(column))
            case .customerName: invoice.customerName = row.text(column)
            case .customerEmail: invoice.customerEmail = row.optionalText(column)
            case .customerAddress: invoice.customerAddress = row.optionalText(column)
            case .notes: invoice.notes = row.optionalText(column)
            }
        }
        return invoice
    }
}

/// A row of ``InvoiceColumns``, read where it lies.
final class StoredInvoiceRow: InvoiceRow {
    private let row: SQLStatement
    /// The number of each field's column, by its place; of one that is not there, 0. There is room for
    /// more fields.
    private let columns: InlineArray<16, Int32>

    init(_ row: SQLStatement, _ columns: InvoiceColumns) {
        self.row = row
        var numbers = InlineArray<16, Int32>(repeating: 0)
        columns.forEach { field, column in numbers[field.place] = column }
        self.columns = numbers
    }

    var id: Int64 { row.integer(0) }
    var dateCreated: Timestamp { Timestamp(seconds: row.integer(column(.dateCreated))) }
    var total: Money { Money(cents: row.integer(column(.total))) }
    var status: InvoiceStatus { InvoiceStatus(code: row.integer(column(.status))) }

    var dueDate: CalendarDate? {
        row.isNull(column(.dueDate)) ? nil : CalendarDate(daysSince1970: Int(row.integer(column(.dueDate))))
    }

    func withText(_ field: InvoiceField, _ body: (UnsafeBufferPointer<UInt8>?) -> Void) {
        row.withText(column(field), body)
    }

    private func column(_ field: InvoiceField) -> Int32 { columns[field.place] }
}

extension InvoiceStatus {
    /// As `invoices.status` has it: small, and quicker to compare than a word.
    var code: Int64 {
        switch self {
        case .pending: 0
        case .paid: 1
        case .cancelled: 2
        }
    }

    /// A stored code; the schema has no others.
    init(code: Int64) {
        self = code == 0 ? .pending : code == 1 ? .paid : .cancelled
    }
}

extension LineItem {
    /// Finds an invoice's items with one seek.
    static let select = """
        SELECT description, quantity, unit_price, amount_cents FROM invoice_items WHERE invoice_id = ?1 ORDER BY position
        """

    /// In a row of ``select``.
    init(in row: SQLStatement) {
        self.init(
            description: row.text(0), quantity: Quantity(tenThousandths: row.integer(1)),
            unitPrice: UnitPrice(tenThousandths: row.integer(2)), amount: Money(cents: row.integer(3)))
    }
}
