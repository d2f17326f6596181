import GRDB
import Ledger
import LedgerCodec
import Primitives

/// Of step 6: turns the history of the first edition, which kept whole invoices before and after each change, into
/// records, and verifies that nothing was lost.
///
/// One invoice after the other, one change at a time: memory does not grow with the history.
struct HistoryConversion {
    /// The fields of the first edition. Later ones have no column yet when this is run.
    static let fields: InvoiceFields = [
        InvoiceFields(.id), InvoiceFields(.number), InvoiceFields(.dateCreated), InvoiceFields(.dueDate),
        InvoiceFields(.total), InvoiceFields(.status), InvoiceFields(.customerName), InvoiceFields(.customerEmail),
        InvoiceFields(.customerAddress), InvoiceFields(.notes), InvoiceFields(.items),
    ]

    /// After so many changes the progress is told.
    private static let step = 1000

    private let columns = InvoiceColumns(fields)
    private let total: SQLStatement
    private let invoices: SQLStatement
    private let changes: SQLStatement
    private let change: SQLStatement
    private let row: SQLStatement
    private let items: SQLStatement
    private let insertion: SQLStatement
    private let floor: SQLStatement
    private let stray: SQLStatement

    init(_ database: Database) throws {
        total = try SQLStatement("SELECT count(*) FROM changes", on: database)
        invoices = try SQLStatement("SELECT DISTINCT invoice_id FROM changes ORDER BY invoice_id", on: database)
        changes = try SQLStatement("SELECT id FROM changes WHERE invoice_id = ?1 ORDER BY id", on: database)
        change = try SQLStatement(
            "SELECT ledger_id, user_id, moment, action, before, after FROM changes WHERE id = ?1", on: database)
        row = try SQLStatement("SELECT id, ledger_id\(columns.text) FROM invoices WHERE id = ?1", on: database)
        items = try SQLStatement(LineItem.select, on: database)
        insertion = try SQLStatement(
            "INSERT INTO history (id, ledger_id, invoice_id, revision, record) VALUES (?1, ?2, ?3, ?4, ?5)",
            on: database)
        floor = try SQLStatement(
            "UPDATE revision_floor SET revision = (SELECT ifnull(max(id), 0) FROM changes)", on: database)
        stray = try SQLStatement(
            """
            SELECT id FROM invoices WHERE NOT EXISTS (
                SELECT 1 FROM history WHERE ledger_id = invoices.ledger_id AND invoice_id = invoices.id
            ) LIMIT 1
            """, on: database)
    }

    /// Throws ``MigrationFault`` where a history cannot be read or does not lead to the invoice as it stands.
    func run(progress: (_ done: Int, _ total: Int) -> Void) throws {
        let count = try total.first([]) { Int($0.integer(0)) } ?? 0
        var done = 0
        defer { invoices.reset() }
        invoices.start([])
        while try invoices.step() {
            try convert(invoices.integer(0)) {
                done += 1
                if done % Self.step == 0 { progress(done, count) }
            }
        }
        if let invoice = try stray.first([], { $0.integer(0) }) {
            throw MigrationFault(invoice: invoice, "it has no history.")
        }
        // The first edition's revisions were the ids of the changes. None of them may name another state.
        _ = try floor.first([]) { _ in }
        if count > 0 { progress(count, count) }
    }

    private func convert(_ invoice: Int64, noteChange: () -> Void) throws {
        let told = try changes.all([.integer(invoice)]) { $0.integer(0) }
        var state: (ledger: Int64, invoice: Invoice)?
        var ledger: Int64?
        var revision: Int64 = 0
        for id in told {
            let old = try oldChange(id, of: invoice)
            guard ledger ?? old.ledger == old.ledger else { throw Self.broken(invoice) }
            ledger = old.ledger
            noteChange()
            var next = revision + 1
            // The number of the invoice's last state may have been told for an earlier one; the change's id was not.
            if id == told.last, told.dropLast().contains(next) { next = id }
            let record = LedgerRecord(try old.change(from: state?.invoice, revision: next), in: old.ledger)
            // What changed nothing led to no other state.
            if case .changed(let differences) = record.change.event, differences.isEmpty { continue }
            let after = try replay(record, from: state?.invoice, storing: id)
            state = after.map { (old.ledger, $0) }
            revision = next
        }
        try requireRow(of: invoice, is: state)
    }

    /// Stores the record, and gives the invoice that its stored form leads to.
    private func replay(_ record: LedgerRecord, from before: Invoice?, storing id: Int64) throws -> Invoice? {
        let bytes = record.bytes
        let invoice = record.change.invoice
        guard let stored = try? LedgerRecord(bytes), stored == record else {
            throw MigrationFault(invoice: invoice, "a change of it cannot be kept as a record.")
        }
        _ = try insertion.first([
            .integer(id), .integer(record.ledger), .integer(invoice), .integer(record.change.revision), .utf8(bytes),
        ]) { _ in }
        do {
            return try stored.change.applied(to: before)
        } catch {
            throw Self.broken(invoice)
        }
    }

    private func requireRow(of id: Int64, is state: (ledger: Int64, invoice: Invoice)?) throws {
        let found = try row.first([.integer(id)]) { row -> (ledger: Int64, invoice: Invoice) in
            var invoice = columns.invoice(in: row)
            invoice.items = try items.all([.integer(id)], LineItem.init(in:))
            return (row.integer(1), invoice)
        }
        switch (found, state) {
        case (nil, nil): return
        case (let found?, let state?)
        where found.ledger == state.ledger && found.invoice.hasSameFields(as: state.invoice):
            return
        default: throw Self.broken(id)
        }
    }

    private static func broken(_ invoice: Int64) -> MigrationFault {
        MigrationFault(invoice: invoice, "its history does not lead to what it is.")
    }

    private func oldChange(_ id: Int64, of invoice: Int64) throws -> OldChange {
        let found = try change.first([.integer(id)]) { row in
            OldChange(
                invoice: invoice, ledger: row.integer(0), user: row.integer(1),
                moment: Timestamp(seconds: row.integer(2)), action: row.text(3),
                before: try Self.state(of: invoice, row.bytes(4)), after: try Self.state(of: invoice, row.bytes(5)))
        }
        guard let found else { throw MigrationFault(invoice: invoice, "a change of it is not there.") }
        return found
    }

    private static func state(of invoice: Int64, _ bytes: [UInt8]?) throws -> Invoice? {
        guard let bytes else { return nil }
        do {
            return try FirstEdition.invoice(bytes, revision: 0)
        } catch {
            throw MigrationFault(invoice: invoice, "a change of it cannot be read.")
        }
    }
}

/// A line of the first edition's history.
private struct OldChange {
    let invoice: Int64
    let ledger: Int64
    let user: Int64
    let moment: Timestamp
    let action: String
    let before: Invoice?
    let after: Invoice?

    /// The same as a record says it; `state` is what the changes before led to.
    func change(from state: Invoice?, revision: Int64) throws -> InvoiceChange {
        InvoiceChange(
            invoice: invoice, revision: revision, moment: moment, user: user,
            event: try event(from: state, revision: revision))
    }

    private func event(from state: Invoice?, revision: Int64) throws -> InvoiceChange.Event {
        switch (action, state, before, after) {
        case ("created", nil, nil, var after?) where after.id == invoice:
            after.revision = revision
            return .created(after)
        case ("changed", let state?, let before?, let after?) where before.hasSameFields(as: state):
            return .changed(InvoiceChange.differences(from: state, to: after))
        case ("deleted", let state?, let before?, nil) where before.hasSameFields(as: state):
            return .deleted
        default: throw MigrationFault(invoice: invoice, "a change of it does not follow on the one before.")
        }
    }
}
