import Accounts
import Invoicing

extension SQLiteStore {
    /// Fills an empty database with accounts and invoices, all or none of them, in one transaction.
    ///
    /// The nth account gets the user id and the ledger id n, from 1. Each invoice comes with the place
    /// of its owner in `accounts`, from 0; its id and amounts are the store's, everything else is taken
    /// as it is, and its owner is who created it at that moment. Numbers must differ, and accounts' names.
    /// `progress` is told after every thousand how many invoices are in; at the end their indexes are
    /// built. Throws `conflict` when there are accounts already.
    package func fill(
        _ accounts: [(registration: Registration, passwordHash: String, dateCreated: Timestamp)],
        invoices: some Sequence<(owner: Int, invoice: Invoice)>, progress: (Int) -> Void
    ) throws(ServiceError) {
        try write { connection in
            guard try connection.first("SELECT 1 FROM ledgers", read: { _ in true }) == nil else {
                throw ServiceError.conflict("The database is not empty.")
            }
            let users = try accounts.map {
                try connection.insert($0.registration, passwordHash: $0.passwordHash, at: $0.dateCreated)
            }
            try connection.withoutInvoiceIndexes {
                var count: Int64 = 0
                for (owner, sample) in invoices {
                    count += 1
                    let invoice = Invoice(sample, id: count)
                    let created = InvoiceChange(
                        moment: invoice.dateCreated, user: users[owner].id, action: .created, before: nil,
                        after: snapshot(invoice))
                    try connection.add(created, to: count, in: users[owner].ledger, as: count)
                    try connection.insert(invoice, in: users[owner].ledger)
                    if count % 1000 == 0 { progress(Int(count)) }
                }
            }
        }
        // It is as large as the database now.
        writer?.emptyLog()
    }
}

extension Invoice {
    /// The first in its history, with that id and revision.
    fileprivate init(_ sample: Invoice, id: Int64) {
        self.init(id: id)
        number = sample.number
        dateCreated = sample.dateCreated
        dueDate = sample.dueDate
        status = sample.status
        customerName = sample.customerName
        customerEmail = sample.customerEmail
        customerAddress = sample.customerAddress
        notes = sample.notes
        revision = id
        take(sample.items)
    }
}

extension Connection {
    /// Takes the indexes of the invoices away and builds them anew afterwards: sorting once is much
    /// quicker than a million insertions in as many places.
    fileprivate func withoutInvoiceIndexes(_ body: () throws -> Void) throws {
        try run("PRAGMA cache_size = -131072")
        defer { try? run("PRAGMA cache_size = -\(DatabaseFile.writerCache)") }
        let indexes = try all(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'invoices' AND sql IS NOT NULL"
        ) { (name: $0.text(0), sql: $0.text(1)) }
        for index in indexes { try run("DROP INDEX \(index.name)") }
        try body()
        for index in indexes { try run(index.sql) }
    }
}
