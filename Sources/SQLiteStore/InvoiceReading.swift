import Application
import Ledger
import LedgerCodec
import Primitives

extension SQLiteStore {
    package func invoice(
        _ id: Int64, in ledger: Int64, fields: InvoiceFields
    ) throws(DomainError) -> Invoice? {
        try read { try $0.invoice(.id(id), in: ledger, fields: fields) }
    }

    package func invoice(
        numbered number: String, in ledger: Int64, fields: InvoiceFields
    ) throws(DomainError) -> Invoice? {
        try read { try $0.invoice(.number(number), in: ledger, fields: fields) }
    }

    package func history(of id: Int64, in ledger: Int64, latest limit: Int) throws(DomainError) -> [InvoiceChange] {
        try read { connection in
            let latest = try connection.all(
                """
                SELECT record FROM history WHERE ledger_id = ?1 AND invoice_id = ?2
                ORDER BY revision DESC LIMIT ?3
                """, .integer(ledger), .integer(id), .integer(Int64(limit))
            ) { try LedgerRecord($0.bytes(0) ?? []).change }
            return latest.reversed()
        }
    }

    package func numbers(
        beginningWith prefix: String, in ledger: Int64, limit: Int
    ) throws(DomainError) -> [InvoiceNumber] {
        try read { connection in
            // Numbers are ASCII, and U+10FFFF is above all of their characters.
            try connection.all(
                """
                SELECT number FROM invoices WHERE ledger_id = ?1 AND number >= ?2 AND number < ?3
                ORDER BY number LIMIT ?4
                """,
                .integer(ledger), .text(prefix), .text(prefix + "\u{10FFFF}"), .integer(Int64(limit))
            ) { InvoiceNumber(stored: $0.text(0)) }
        }
    }
}

/// What one invoice is asked for by.
enum InvoiceKey {
    case id(Int64)
    case number(String)

    fileprivate var condition: String {
        switch self {
        case .id: "id = ?2"
        case .number: "number = ?2"
        }
    }

    fileprivate var value: SQLValue {
        switch self {
        case .id(let id): .integer(id)
        case .number(let number): .text(number)
        }
    }
}

extension Connection {
    /// A ledger's invoice and its revision.
    func invoice(_ key: InvoiceKey, in ledger: Int64, fields: InvoiceFields) throws -> Invoice? {
        let columns = InvoiceColumns(fields)
        let sql = "SELECT id, revision\(columns.text) FROM invoices WHERE ledger_id = ?1 AND \(key.condition)"
        // The items are read while the row is open, and so from the same state without a transaction.
        return try first(sql, .integer(ledger), key.value) { row in
            var invoice = columns.invoice(in: row)
            invoice.revision = row.integer(1)
            if fields.has(.items) { invoice.items = try items(of: invoice.id) }
            return invoice
        }
    }

    package func items(of invoice: Int64) throws -> [LineItem] {
        try all(LineItem.select, .integer(invoice), read: LineItem.init(in:))
    }
}
