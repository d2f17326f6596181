import Accounts
import Invoicing

extension SQLiteStore {
    package func create(
        _ draft: InvoiceDraft, by actor: Actor, at moment: Timestamp, claim: IdempotencyClaim?,
        number: () -> InvoiceNumber
    ) throws(ServiceError) -> InvoiceCreated {
        try write { connection in
            if let claim, let earlier = try connection.creation(under: claim, of: actor, at: moment) { return earlier }
            var invoice = Invoice(id: try connection.nextID(in: .invoices))
            invoice.number = try connection.freeNumber(number)
            invoice.dateCreated = moment
            invoice.revision = try connection.nextID(in: .changes)
            invoice.take(draft)
            let after = snapshot(invoice)
            try connection.add(
                InvoiceChange(moment: moment, user: actor.user, action: .created, before: nil, after: after),
                to: invoice.id, in: actor.ledger, as: invoice.revision)
            try connection.insert(invoice, in: actor.ledger)
            if let claim {
                try connection.remember(claim, of: actor, at: moment, revision: invoice.revision)
            }
            return InvoiceCreated(id: invoice.id, revision: invoice.revision, snapshot: after, isReplay: false)
        }
    }

    package func change(
        _ id: Int64, by actor: Actor, at moment: Timestamp, _ change: (Invoice) throws(ServiceError) -> Invoice
    ) throws(ServiceError) -> Invoice {
        try write { connection in
            let current = try connection.existing(id, in: actor.ledger)
            var changed = current
            changed.take(try change(current))
            if changed == current { return current }
            let before = snapshot(current)
            changed.revision = try connection.nextID(in: .changes)
            try connection.add(
                InvoiceChange(
                    moment: moment, user: actor.user, action: .changed, before: before, after: snapshot(changed)),
                to: id, in: actor.ledger, as: changed.revision)
            try connection.update(current, to: changed, in: actor.ledger)
            return changed
        }
    }

    package func delete(
        _ id: Int64, by actor: Actor, at moment: Timestamp, _ check: (Invoice) throws(ServiceError) -> Void
    ) throws(ServiceError) {
        try write { connection in
            let current = try connection.existing(id, in: actor.ledger)
            try check(current)
            try connection.add(
                InvoiceChange(
                    moment: moment, user: actor.user, action: .deleted, before: snapshot(current), after: nil),
                to: id, in: actor.ledger, as: try connection.nextID(in: .changes))
            try connection.run(
                "DELETE FROM invoices WHERE id = ?1 AND ledger_id = ?2", .integer(id), .integer(actor.ledger))
        }
    }
}

extension Invoice {
    fileprivate mutating func take(_ draft: InvoiceDraft) {
        customerName = draft.customerName
        customerEmail = draft.customerEmail
        customerAddress = draft.customerAddress
        dueDate = draft.dueDate
        notes = draft.notes
        take(draft.items)
    }

    /// The members that may be changed.
    fileprivate mutating func take(_ other: Invoice) {
        customerName = other.customerName
        customerEmail = other.customerEmail
        customerAddress = other.customerAddress
        dueDate = other.dueDate
        notes = other.notes
        status = other.status
        take(other.items)
    }

    /// Whatever was said of the amounts and the total, they are computed here again.
    mutating func take(_ others: [LineItem]) {
        items = others.map {
            LineItem(description: $0.description, quantity: $0.quantity, unitPrice: $0.unitPrice)
        }
        // What is too large even for the type is too large for the schema, which refuses it.
        total = Money(cents: Int64(clamping: items.reduce(Int128(0)) { $0 + Int128($1.amount.cents) }))
    }
}

/// Writing, inside a transaction.
extension Connection {
    enum NumberedTable: String {
        case invoices, changes
    }

    /// The id that the table gives next: above every one there ever was.
    func nextID(in table: NumberedTable) throws -> Int64 {
        let last = try first("SELECT seq FROM sqlite_sequence WHERE name = ?1", .text(table.rawValue)) { $0.integer(0) }
        return (last ?? 0) + 1
    }

    /// A number that no invoice has.
    fileprivate func freeNumber(_ draw: () -> InvoiceNumber) throws -> InvoiceNumber {
        // Every other writer waits meanwhile: a source that is stuck must not hold them for ever.
        for _ in 0..<1000 {
            let number = draw()
            let isTaken = try first("SELECT 1 FROM invoices WHERE number = ?1", .text(number.text)) { _ in true }
            if isTaken == nil { return number }
        }
        throw ServiceError.failed
    }

    fileprivate func existing(_ id: Int64, in ledger: Int64) throws -> Invoice {
        guard let invoice = try invoice(.id(id), in: ledger, fields: .all) else {
            throw ServiceError.notFound("There is no such invoice.")
        }
        return invoice
    }

    func add(_ change: InvoiceChange, to invoice: Int64, in ledger: Int64, as id: Int64) throws {
        try run(
            """
            INSERT INTO changes (id, ledger_id, invoice_id, user_id, moment, action, before, after)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            .integer(id), .integer(ledger), .integer(invoice), .integer(change.user), .integer(change.moment.seconds),
            .text(change.action.rawValue), .optional(utf8: change.before), .optional(utf8: change.after))
    }

    /// The line of the history that is its revision must be there already.
    func insert(_ invoice: Invoice, in ledger: Int64) throws {
        try run(
            """
            INSERT INTO invoices (
                id, ledger_id, number, date_created, due_date, total_cents, status, customer_name, customer_name_folded,
                customer_email, customer_email_folded, customer_address, notes, revision
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            .integer(invoice.id), .integer(ledger), .text(invoice.number.text), .integer(invoice.dateCreated.seconds),
            .optional(invoice.dueDate.map { Int64($0.daysSince1970) }), .integer(invoice.total.cents),
            .integer(invoice.status.code), .text(invoice.customerName), .text(FoldedText(invoice.customerName).text),
            .optional(invoice.customerEmail), .optional(invoice.customerEmail.map { FoldedText($0).text }),
            .optional(invoice.customerAddress), .optional(invoice.notes), .integer(invoice.revision))
        try insertItems(of: invoice)
    }

    fileprivate func update(_ current: Invoice, to changed: Invoice, in ledger: Int64) throws {
        try run(
            """
            UPDATE invoices SET
                due_date = ?3, total_cents = ?4, status = ?5, customer_name = ?6, customer_name_folded = ?7,
                customer_email = ?8, customer_email_folded = ?9, customer_address = ?10, notes = ?11, revision = ?12
            WHERE id = ?1 AND ledger_id = ?2
            """,
            .integer(changed.id), .integer(ledger), .optional(changed.dueDate.map { Int64($0.daysSince1970) }),
            .integer(changed.total.cents), .integer(changed.status.code), .text(changed.customerName),
            .text(FoldedText(changed.customerName).text), .optional(changed.customerEmail),
            .optional(changed.customerEmail.map { FoldedText($0).text }), .optional(changed.customerAddress),
            .optional(changed.notes), .integer(changed.revision))
        if changed.items != current.items {
            try run("DELETE FROM invoice_items WHERE invoice_id = ?1", .integer(changed.id))
            try insertItems(of: changed)
        }
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
