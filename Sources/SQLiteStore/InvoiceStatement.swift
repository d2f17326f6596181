import Ledger
import Primitives

/// The statements that store an invoice's row, put together once from its fields, and the values that they bind.
enum InvoiceStatement {
    static let insert: String = {
        let names = insertedColumns.map(\.name)
        let parameters = names.indices.map { "?\($0 + 1)" }
        return "INSERT INTO invoices (\(names.joined(separator: ", "))) VALUES (\(parameters.joined(separator: ", ")))"
    }()

    static let update: String = {
        let assignments = updatedColumns.enumerated().map { "\($1.name) = ?\($0 + 1)" }
        let (id, ledger) = (updatedColumns.count + 1, updatedColumns.count + 2)
        return "UPDATE invoices SET \(assignments.joined(separator: ", ")) WHERE id = ?\(id) AND ledger_id = ?\(ledger)"
    }()

    /// The values of ``insert``.
    static func inserted(_ invoice: Invoice, in ledger: Int64) -> [SQLValue] {
        insertedColumns.map { $0.value(of: invoice, in: ledger) }
    }

    /// The values of ``update``.
    static func updated(_ invoice: Invoice, in ledger: Int64) -> [SQLValue] {
        updatedColumns.map { $0.value(of: invoice, in: ledger) } + [.integer(invoice.id), .integer(ledger)]
    }

    private enum Column {
        case id, ledger, revision
        case field(StoredField)
        /// The text of a field as it is searched and sorted.
        case folded(StoredField, column: String)

        var name: String {
            switch self {
            case .id: "id"
            case .ledger: "ledger_id"
            case .revision: "revision"
            case .field(let field): field.column
            case .folded(_, let column): column
            }
        }

        func value(of invoice: Invoice, in ledger: Int64) -> SQLValue {
            switch self {
            case .id: .integer(invoice.id)
            case .ledger: .integer(ledger)
            case .revision: .integer(invoice.revision)
            case .field(let field): field.value(of: invoice)
            case .folded(let field, _):
                if case .text(let text) = field.value(of: invoice) { .text(FoldedText(text).text) } else { .null }
            }
        }
    }

    private static let insertedColumns = [Column.id, .ledger, .revision] + columns(of: StoredField.all)

    private static let updatedColumns =
        [Column.revision]
        + columns(
            of: StoredField.all.filter { stored in
                switch stored.kind {
                case .id, .number, .dateCreated: false
                case .total, .status, .date, .text, .optionalText, .email, .items: true
                }
            })

    private static func columns(of fields: [StoredField]) -> [Column] {
        fields.flatMap { field in
            [.field(field)] + (field.foldedColumn.map { [.folded(field, column: $0)] } ?? [])
        }
    }
}
