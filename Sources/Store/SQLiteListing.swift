import Invoicing

extension SQLiteStore {
    package func list(_ query: InvoiceQuery, in ledger: Int64) throws(ServiceError) -> any InvoiceListing {
        do {
            return try watch.measure(#function) { statements in
                let lease = try readers.lease()
                return try lease.connection.counting(&statements) { _ in
                    try SQLiteListing(query, in: ledger, on: lease, snapshots, failures, watch)
                }
            }
        } catch {
            throw failures.serviceError(error)
        }
    }
}

/// A list in a read transaction of its own, on a connection that is its own until it is dropped.
private final class SQLiteListing: InvoiceListing {
    private let query: InvoiceQuery
    private let ledger: Int64
    private let lease: ReaderPool.Lease
    private let snapshots: SnapshotReader
    private let failures: Failures
    private let watch: StoreWatch
    /// Rows are also read while the answer is sent, when its request is over in other respects.
    private let trace = RequestTrace.current
    private let plan: ListPlan
    private let sort: ListSort
    private let columns: InvoiceColumns
    private let wantsItems: Bool
    private let rows: SQLStatement
    private var taken = 0
    /// Whether `rows` is at a row that was not handed over: of the page, or the one behind it.
    private var hasRow: Bool
    /// The page's last, once it was taken.
    private var last: ListPosition?

    init(
        _ query: InvoiceQuery, in ledger: Int64, on lease: ReaderPool.Lease, _ snapshots: SnapshotReader,
        _ failures: Failures, _ watch: StoreWatch
    ) throws {
        let connection = lease.connection
        // Rows alone are a snapshot for as long as they are read; what is read beside them must be of the same one.
        if query.isFiltered || query.wantsTotal || query.asSnapshots || query.fields.has(.items) {
            try connection.run("BEGIN")
        }
        let plan = try connection.plan(for: query, in: ledger)
        let page = try connection.pages.page(query, in: ledger, by: plan) {
            try ListStatement.page(query, in: ledger, by: plan)
        }
        rows = try connection.statement(page.sql)
        rows.start(page.values)
        hasRow = try rows.step()
        sort = ListSort(query)
        columns = InvoiceColumns(query.fields)
        wantsItems = query.fields.has(.items)
        self.query = query
        self.plan = plan
        self.ledger = ledger
        self.lease = lease
        self.snapshots = snapshots
        self.failures = failures
        self.watch = watch
    }

    deinit {
        rows.reset()
    }

    private var isOver: Bool { taken == query.limit || !hasRow }

    func read(_ take: (Invoice) -> Bool) throws(ServiceError) -> Bool {
        precondition(!query.asSnapshots, "This list is read by readSnapshots.")
        return try walk { connection in
            var invoice = columns.invoice(in: rows)
            if wantsItems { invoice.items = try connection.items(of: invoice.id) }
            return take(invoice)
        }
    }

    func readRows(_ take: (any InvoiceRow) -> Bool) throws(ServiceError) -> Bool {
        precondition(!query.asSnapshots && !wantsItems, "This list is not read by readRows.")
        let row = StoredInvoiceRow(rows, columns)
        return try walk { _ in take(row) }
    }

    func readSnapshots(_ take: ([UInt8]) -> Bool) throws(ServiceError) -> Bool {
        precondition(query.asSnapshots, "This list is read by read.")
        return try walk { connection in
            take(try snapshots.snapshot(of: rows.integer(0), revision: rows.integer(2), in: ledger, connection))
        }
    }

    /// Goes from row to row of the page until `take` returns false; true when the page is over.
    private func walk(_ take: (Connection) throws -> Bool) throws(ServiceError) -> Bool {
        try access { connection in
            while !isOver {
                let goesOn = try take(connection)
                taken += 1
                if taken == query.limit { last = sort.position(in: rows) }
                hasRow = try rows.step()
                if !goesOn { break }
            }
            return isOver
        }
    }

    func end() throws(ServiceError) -> ListEnd {
        if isOver, !query.wantsTotal { return ListEnd(next: hasRow ? last : nil, total: nil) }
        return try access { connection in
            let next = isOver ? (hasRow ? last : nil) : try lookAhead(connection)
            return ListEnd(next: next, total: query.wantsTotal ? try count(connection) : nil)
        }
    }

    /// The position of the page's last invoice, unless nothing is behind it, without reading the page.
    private func lookAhead(_ connection: Connection) throws -> ListPosition? {
        let statement = try ListStatement.last(query, in: ledger, by: plan)
        let ends = try connection.statement(statement.sql)
        defer { ends.reset() }
        ends.start(statement.values)
        guard try ends.step() else { return nil }
        let position = sort.position(in: ends)
        return try ends.step() ? position : nil
    }

    private func count(_ connection: Connection) throws -> Int? {
        let statement = ListStatement.count(query, in: ledger)
        let counted = try connection.statement(statement.sql)
        defer { counted.reset() }
        counted.start(statement.values)
        return try counted.step() ? Int(counted.integer(0)) : nil
    }

    private func access<Value>(_ body: (Connection) throws -> Value) throws(ServiceError) -> Value {
        // Most lists are read before their request is over.
        if RequestTrace.current === trace { return try measured(body) }
        let result = RequestTrace.$current.withValue(trace) {
            Result { () throws(ServiceError) in try measured(body) }
        }
        return try result.get()
    }

    private func measured<Value>(_ body: (Connection) throws -> Value) throws(ServiceError) -> Value {
        do {
            return try watch.measure("list(_:in:)") { statements in
                try lease.connection.counting(&statements, body)
            }
        } catch {
            throw failures.serviceError(error)
        }
    }
}
