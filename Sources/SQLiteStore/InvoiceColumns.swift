import Application
import Ledger
import Primitives

/// A field of an invoice that has a column in the table of invoices: all but the id and the items.
struct StoredField {
    let field: InvoiceField
    /// As ``InvoiceField/kind`` says; kept here, because it is asked for with every row.
    let kind: InvoiceField.Kind
    let column: String

    static let all = InvoiceField.allCases.compactMap(StoredField.init)

    private init?(_ field: InvoiceField) {
        self.field = field
        kind = field.kind
        switch kind {
        case .id, .items: return nil
        case .number: column = "number"
        case .total: column = "total_cents"
        case .dateCreated, .status, .date, .text, .optionalText, .email: column = field.name
        }
    }

    /// The column of the text as it is searched and sorted; nil for what is neither.
    var foldedColumn: String? {
        switch field {
        case .customerName: FilterColumn.customerName.rawValue
        case .customerEmail: FilterColumn.customerEmail.rawValue
        default: nil
        }
    }

    /// The field as its column holds it.
    func value(of invoice: Invoice) -> SQLValue {
        switch kind {
        case .number: .text(invoice.number.text)
        case .dateCreated: .integer(invoice.dateCreated.seconds)
        case .total: .integer(invoice.total.cents)
        case .status: .integer(invoice.status.code)
        case .date(let path): .optional(invoice[keyPath: path].map { Int64($0.daysSince1970) })
        case .text(let path, _): .text(invoice[keyPath: path])
        case .optionalText(let path, _), .email(let path): .optional(invoice[keyPath: path])
        case .id, .items: .null
        }
    }

    /// Reads the field from a column of the current row.
    fileprivate func read(_ column: Int32, of row: SQLStatement, into invoice: inout Invoice) {
        switch kind {
        case .number: invoice.number = InvoiceNumber(stored: row.text(column))
        case .dateCreated: invoice.dateCreated = Timestamp(seconds: row.integer(column))
        case .total: invoice.total = Money(cents: row.integer(column))
        case .status: invoice.status = InvoiceStatus(code: row.integer(column))
        case .date(let path):
            if !row.isNull(column) { invoice[keyPath: path] = CalendarDate(daysSince1970: Int(row.integer(column))) }
        case .text(let path, _): invoice[keyPath: path] = row.text(column)
        case .optionalText(let path, _), .email(let path):
            if !row.isNull(column) { invoice[keyPath: path] = row.text(column) }
        case .id, .items: break
        }
    }
}

/// The columns that a set of fields is read from, and an invoice out of a row of them.
///
/// A row begins with the id and a number of the statement's own; these columns follow.
package struct InvoiceColumns {
    /// The number of the first column: before it are the id and the statement's own number.
    private static let first: Int32 = 2

    private let wanted: InvoiceFields

    package init(_ wanted: InvoiceFields) {
        self.wanted = wanted
    }

    /// `, number, date_created`: to follow the first two; empty when there is none.
    package var text: String {
        wanted == .all ? Self.allText : Self.text(of: wanted)
    }

    private static let allText = text(of: .all)

    private static func text(of wanted: InvoiceFields) -> String {
        StoredField.all.reduce(into: "") { text, stored in
            if wanted.has(stored.field) { text += ", " + stored.column }
        }
    }

    /// The number of the column behind the last.
    package var end: Int32 {
        var end = Self.first
        forEach { end = $1 + 1 }
        return end
    }

    /// Gives each field with the number of its column.
    fileprivate func forEach(_ body: (StoredField, Int32) -> Void) {
        var column = Self.first
        for stored in StoredField.all where wanted.has(stored.field) {
            body(stored, column)
            column += 1
        }
    }

    /// The invoice in the current row, without items.
    package func invoice(in row: SQLStatement) -> Invoice {
        var invoice = Invoice(id: row.integer(0))
        forEach { stored, column in stored.read(column, of: row, into: &invoice) }
        return invoice
    }
}

/// A row of ``InvoiceColumns``, read in place.
final class StoredInvoiceRow: InvoiceRow {
    /// How a column holds a field.
    private enum Form {
        case id, text, moment, date, money, status, items
    }

    private static let forms = InvoiceField.allCases.map { field -> Form in
        switch field.kind {
        case .id: .id
        case .number, .text, .optionalText, .email: .text
        case .dateCreated: .moment
        case .date: .date
        case .total: .money
        case .status: .status
        case .items: .items
        }
    }

    private let row: SQLStatement
    /// The number of each field's column, by the field's raw value; 0, which is the id's, of one that is not there. As
    /// many as ``InvoiceFields`` can have.
    private let columns: InlineArray<64, Int32>

    init(_ row: SQLStatement, _ columns: InvoiceColumns) {
        self.row = row
        var numbers = InlineArray<64, Int32>(repeating: 0)
        columns.forEach { stored, column in numbers[stored.field.rawValue] = column }
        self.columns = numbers
    }

    func value(_ field: InvoiceField) -> FieldValue? {
        let form = Self.forms[field.rawValue]
        if case .id = form { return .integer(row.integer(0)) }
        let column = column(field)
        if row.isNull(column) { return nil }
        return switch form {
        case .id, .items: nil
        case .text: .text(row.text(column))
        case .moment: .moment(Timestamp(seconds: row.integer(column)))
        case .date: .date(CalendarDate(daysSince1970: Int(row.integer(column))))
        case .money: .money(Money(cents: row.integer(column)))
        case .status: .status(InvoiceStatus(code: row.integer(column)))
        }
    }

    func withText(_ field: InvoiceField, _ body: (UnsafeBufferPointer<UInt8>?) -> Void) {
        row.withText(column(field), body)
    }

    private func column(_ field: InvoiceField) -> Int32 {
        let column = columns[field.rawValue]
        precondition(column > 0, "A field was read that was not asked for.")
        return column
    }
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
