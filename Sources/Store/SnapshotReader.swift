import Invoicing

/// Invoices as the snapshot function writes them, taken from the history where that has them in today's form.
///
/// The latest change of an invoice holds it whole, written once when it was stored: reading that is
/// several times as cheap as reading its rows and writing it anew.
struct SnapshotReader: Sendable {
    let write: @Sendable (Invoice) -> [UInt8]
    /// The first change that was written in today's form.
    private let firstFinished: Int64

    /// For the database of that connection, which need not know this form yet.
    init(of connection: Connection, write: @escaping @Sendable (Invoice) -> [UInt8]) throws {
        self.write = write
        firstFinished = try connection.firstFinished(inFormat: Self.fingerprint(of: write))
    }

    /// Whether a change holds the invoice in today's form.
    func isFinished(_ revision: Int64) -> Bool { revision >= firstFinished }

    /// The invoice of that id and revision, which must be there, in the same snapshot of the database.
    func snapshot(
        of id: Int64, revision: Int64, in ledger: Int64, _ connection: Connection
    ) throws -> [UInt8] {
        if isFinished(revision),
            let finished = try connection.first(
                "SELECT after FROM changes WHERE id = ?1 AND invoice_id = ?2 AND ledger_id = ?3", .integer(revision),
                .integer(id), .integer(ledger), read: { $0.bytes(0) })
        {
            if let finished { return finished }
        }
        guard let invoice = try connection.invoice(.id(id), in: ledger, fields: .all) else {
            throw ServiceError.failed
        }
        return write(invoice)
    }

    /// Tells one form of writing invoices from another: FNV-1a (Fowler, Noll, Vo) of samples that have
    /// every status, every optional member and none.
    static func fingerprint(of write: (Invoice) -> [UInt8]) -> Int64 {
        var sample = Invoice(id: 1)
        sample.number = InvoiceNumber(stored: "INV-200001-SAMPLE")
        sample.customerName = "é\"\n"
        sample.items = [
            LineItem(
                description: "é\"\n", quantity: Quantity(tenThousandths: 12_500),
                unitPrice: UnitPrice(tenThousandths: 5))
        ]
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ sample: Invoice) {
            for byte in write(sample) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        add(sample)
        sample.dueDate = CalendarDate(daysSince1970: 0)
        sample.customerEmail = "a@b.example"
        sample.customerAddress = "1 Main Street"
        sample.notes = "Thank you"
        for status in InvoiceStatus.allCases {
            sample.status = status
            add(sample)
        }
        return Int64(bitPattern: hash)
    }
}

extension Connection {
    /// Notes in which form invoices are written from now on, when it is another than before.
    func declare(snapshotFormat fingerprint: Int64) throws {
        let known = try first("SELECT fingerprint FROM snapshot_format") { $0.integer(0) }
        if known == fingerprint { return }
        try run(
            """
            INSERT INTO snapshot_format (id, fingerprint, first_change) VALUES (1, ?1, ?2)
            ON CONFLICT DO UPDATE SET fingerprint = ?1, first_change = ?2
            """,
            .integer(fingerprint), .integer(try nextID(in: .changes)))
    }

    /// The first change that holds its invoice in that form; beyond all of them where another one is declared.
    fileprivate func firstFinished(inFormat fingerprint: Int64) throws -> Int64 {
        try first("SELECT first_change FROM snapshot_format WHERE fingerprint = ?1", .integer(fingerprint)) {
            $0.integer(0)
        } ?? .max
    }
}
