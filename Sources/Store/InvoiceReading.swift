import Invoicing

extension SQLiteStore {
    package func invoice(
        _ id: Int64, in ledger: Int64, fields: InvoiceFields
    ) throws(ServiceError) -> Invoice? {
        try read { try $0.invoice(.id(id), in: ledger, fields: fields) }
    }

    package func invoice(
        numbered number: String, in ledger: Int64, fields: InvoiceFields
    ) throws(ServiceError) -> Invoice? {
        try read { try $0.invoice(.number(number), in: ledger, fields: fields) }
    }

    package func snapshot(of id: Int64, in ledger: Int64) throws(ServiceError) -> (revision: Int64, bytes: [UInt8])? {
        try read { connection in
            let sql = "SELECT revision FROM invoices WHERE id = ?1 AND ledger_id = ?2"
            // The snapshot is read while the row is open: so both are of one state without a transaction.
            return try connection.first(sql, .integer(id), .integer(ledger)) { row in
                let revision = row.integer(0)
                return (revision, try snapshots.snapshot(of: id, revision: revision, in: ledger, connection))
            }
        }
    }

    package func history(
        of id: Int64, in ledger: Int64, latest limit: Int = .max
    ) throws(ServiceError) -> [InvoiceChange] {
        try read { connection in
            try connection.all(
                """
                SELECT moment, user_id, action, before, after FROM (
                    SELECT * FROM changes WHERE invoice_id = ?1 AND ledger_id = ?2 ORDER BY id DESC LIMIT ?3
                ) ORDER BY id
                """, .integer(id), .integer(ledger), .integer(Int64(limit))
            ) { row in
                guard let action = InvoiceChange.Action(rawValue: row.text(2)) else { throw ServiceError.failed }
                return InvoiceChange(
                    moment: Timestamp(seconds: row.integer(0)), user: row.integer(1), action: action,
                    before: row.bytes(3), after: row.bytes(4))
            }
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
        // The items are read while the row is open: so both are of one snapshot without a transaction.
        return try first(sql, .integer(ledger), key.value) { row in
            var invoice = columns.invoice(in: row)
            invoice.revision = row.integer(1)
            if fields.has(.items) { invoice.items = try items(of: invoice.id) }
            return invoice
        }
    }

    func items(of invoice: Int64) throws -> [LineItem] {
        try all(LineItem.select, .integer(invoice), read: LineItem.init(in:))
    }
}
