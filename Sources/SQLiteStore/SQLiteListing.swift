import Application
import Ledger

extension SQLiteStore {
    package func list(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any InvoiceListing {
        SQLiteListing(try open(query, in: ledger, as: #function), wantsItems: query.fields.has(.items))
    }

    package func listAnswers(_ query: InvoiceQuery, in ledger: Int64) throws(DomainError) -> any AnswerListing {
        var query = query
        // The ids lead to the answers: an index has them, and the invoices' own rows need not be read.
        query.fields = []
        return SQLiteAnswerListing(try open(query, in: ledger, as: #function), of: ledger, answers)
    }

    private func open(
        _ query: InvoiceQuery, in ledger: Int64, as operation: StaticString
    ) throws(DomainError) -> ListWalk {
        try watch.measure(operation) { statements in
            let lease = try readers.lease()
            return try lease.connection.counting(&statements) { _ in
                try ListWalk(query, in: ledger, on: lease, of: self, as: operation)
            }
        }
    }
}

private final class SQLiteListing: InvoiceListing {
    private let walk: ListWalk
    private let wantsItems: Bool

    init(_ walk: ListWalk, wantsItems: Bool) {
        self.walk = walk
        self.wantsItems = wantsItems
    }

    func read(_ take: (Invoice) -> Bool) throws(DomainError) -> Bool {
        try walk.walk { connection in
            var invoice = walk.columns.invoice(in: walk.rows)
            if wantsItems { invoice.items = try connection.items(of: invoice.id) }
            return take(invoice)
        }
    }

    func readRows(_ take: (any InvoiceRow) -> Bool) throws(DomainError) -> Bool {
        precondition(!wantsItems, "Rows have no items.")
        let row = StoredInvoiceRow(walk.rows, walk.columns)
        return try walk.walk { _ in take(row) }
    }

    func end() throws(DomainError) -> ListEnd {
        try walk.end()
    }
}

private final class SQLiteAnswerListing: AnswerListing {
    private let walk: ListWalk
    private let ledger: Int64
    private let answers: ReadyAnswers

    init(_ walk: ListWalk, of ledger: Int64, _ answers: ReadyAnswers) {
        self.walk = walk
        self.ledger = ledger
        self.answers = answers
    }

    func read(_ take: (UnsafeBufferPointer<UInt8>) -> Bool) throws(DomainError) -> Bool {
        try walk.walk { connection in
            try connection.withAnswer(of: walk.rows.integer(0), in: ledger, answers, take)
        }
    }

    func end() throws(DomainError) -> ListEnd {
        try walk.end()
    }
}
