import Accounts
import Application
import Ledger
import Primitives

extension SQLiteStore {
    /// Fills an empty database with accounts and invoices, all or none of them, in one transaction.
    ///
    /// The nth account gets the user id and the ledger id n, from 1. Each invoice is given with the place of its owner
    /// in `accounts`, from 0; its id is the store's, its amounts and total are computed, everything else is taken as it
    /// is, and its owner is who created it at that moment. Numbers must differ, and accounts' names. `progress` is told
    /// after every thousand how many invoices are stored; at the end their indexes are built. Throws `conflict` when
    /// there are accounts already.
    package func fill(
        _ accounts: [(registration: Registration, passwordHash: String, dateCreated: Timestamp)],
        invoices: some Sequence<(owner: Int, invoice: Invoice)>, progress: (Int) -> Void
    ) throws(DomainError) {
        try write { connection in
            guard try connection.first("SELECT 1 FROM ledgers", read: { _ in true }) == nil else {
                throw DomainError.conflict("The database is not empty.")
            }
            let unit = unit(on: connection)
            let users = try accounts.map {
                try connection.insert($0.registration, passwordHash: $0.passwordHash, at: $0.dateCreated)
            }
            try connection.withoutInvoiceIndexes {
                var count = 0
                for (owner, sample) in invoices {
                    let invoice = Invoice(sample, id: try unit.nextInvoiceID())
                    try unit.insert(invoice, in: users[owner].ledger)
                    try unit.append(
                        InvoiceChange(
                            invoice: invoice.id, revision: invoice.revision, moment: invoice.dateCreated,
                            user: users[owner].id, event: .created(invoice)), in: users[owner].ledger)
                    count += 1
                    if count % 1000 == 0 { progress(count) }
                }
            }
        }
        // It is as large as the database now.
        writer?.emptyLog()
    }
}

extension Invoice {
    /// The sample in its first state, with that id.
    fileprivate init(_ sample: Invoice, id: Int64) {
        self.init(id: id)
        for field in InvoiceField.allCases { field.set(field.value(in: sample), in: &self) }
        items = sample.items.map {
            LineItem(description: $0.description, quantity: $0.quantity, unitPrice: $0.unitPrice)
        }
        // What is too large even for the type is too large for the schema, which refuses it.
        total = Money(cents: Int64(clamping: items.reduce(Int128(0)) { $0 + Int128($1.amount.cents) }))
        revision = 1
    }
}

extension Connection {
    /// Drops the indexes of the invoices and builds them again afterwards: to sort once is much
    /// quicker than a million insertions in as many places.
    fileprivate func withoutInvoiceIndexes(_ body: () throws -> Void) throws {
        try run("PRAGMA cache_size = -131072")
        defer { try? run("PRAGMA cache_size = -\(Self.writerCache)") }
        let indexes = try all(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'invoices' AND sql IS NOT NULL"
        ) { (name: $0.text(0), sql: $0.text(1)) }
        for index in indexes { try run("DROP INDEX \(index.name)") }
        try body()
        for index in indexes { try run(index.sql) }
    }
}
