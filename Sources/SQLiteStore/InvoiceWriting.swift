import Application
import Ledger
import LedgerCodec

extension SQLiteUnitOfWork {
    func invoice(_ id: Int64, in ledger: Int64) throws -> Invoice? {
        try connection.invoice(.id(id), in: ledger, fields: .all)
    }

    func isTaken(_ number: InvoiceNumber) throws -> Bool {
        try connection.first("SELECT 1 FROM invoices WHERE number = ?1", .text(number.text)) { _ in true } ?? false
    }

    func nextInvoiceID() throws -> Int64 {
        try connection.nextInvoiceID()
    }

    func insert(_ invoice: Invoice, in ledger: Int64) throws {
        try connection.insert(invoice, in: ledger)
        try connection.keep(answers.render(invoice), of: invoice.id, form: answers.form)
    }

    func update(_ current: Invoice, to changed: Invoice, in ledger: Int64) throws {
        try connection.update(current, to: changed, in: ledger)
        try connection.keep(answers.render(changed), of: changed.id, form: answers.form)
    }

    func delete(_ invoice: Invoice, in ledger: Int64) throws {
        connection.effects.ledgers.insert(ledger)
        try connection.run(
            "DELETE FROM invoices WHERE id = ?1 AND ledger_id = ?2", .integer(invoice.id), .integer(ledger))
        try connection.requireOneRow()
    }

    func append(_ change: InvoiceChange, in ledger: Int64) throws {
        try connection.append(change, in: ledger)
    }

    func revision(after current: Int64) throws -> Int64 {
        max(current, revisionFloor) + 1
    }
}

/// Writing, inside a transaction.
extension Connection {
    /// An id above every one that an invoice had or was promised.
    func nextInvoiceID() throws -> Int64 {
        let promised = try all("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'invoices' RETURNING seq") {
            $0.integer(0)
        }
        if let id = promised.first { return id }
        try run("INSERT INTO sqlite_sequence (name, seq) VALUES ('invoices', 1)")
        return 1
    }

    func insert(_ invoice: Invoice, in ledger: Int64) throws {
        effects.ledgers.insert(ledger)
        try run(InvoiceStatement.insert, InvoiceStatement.inserted(invoice, in: ledger))
        try insertItems(of: invoice)
    }

    /// Number and moment of creation are the same in every state of an invoice.
    func update(_ current: Invoice, to changed: Invoice, in ledger: Int64) throws {
        effects.ledgers.insert(ledger)
        try run(InvoiceStatement.update, InvoiceStatement.updated(changed, in: ledger))
        try requireOneRow()
        if changed.items != current.items {
            try run("DELETE FROM invoice_items WHERE invoice_id = ?1", .integer(changed.id))
            try insertItems(of: changed)
        }
    }

    func append(_ change: InvoiceChange, in ledger: Int64) throws {
        try run(
            "INSERT INTO history (ledger_id, invoice_id, revision, record) VALUES (?1, ?2, ?3, ?4)",
            .integer(ledger), .integer(change.invoice), .integer(change.revision),
            .utf8(LedgerRecord(change, in: ledger).bytes))
    }

    /// Throws `failed` unless the last statement touched exactly one row.
    func requireOneRow() throws {
        guard changedRows == 1 else { throw DomainError.failed }
    }

    private func insertItems(of invoice: Invoice) throws {
        for (index, item) in invoice.items.enumerated() {
            try run(
                """
                INSERT INTO invoice_items (invoice_id, position, description, quantity, unit_price, amount_cents)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """,
                .integer(invoice.id), .integer(Int64(index + 1)), .text(item.description),
                .integer(item.quantity.tenThousandths), .integer(item.unitPrice.tenThousandths),
                .integer(item.amount.cents))
        }
    }
}
