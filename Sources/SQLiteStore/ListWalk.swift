import Application
import Ledger

/// An open page of a list, on a connection that is its own until it is dropped: steps through the rows and says what
/// follows. Used by one thread at a time.
final class ListWalk {
    let columns: InvoiceColumns
    let rows: SQLStatement
    private let query: InvoiceQuery
    private let ledger: Int64
    private let lease: ReaderPool.Lease
    private let watch: StoreWatch
    private let operation: StaticString
    /// Rows are also read while the answer is sent, when the rest of its request is over.
    private let trace = RequestTrace.current
    private let plan: ListPlan
    private let sort: ListSort
    private var taken = 0
    /// Whether `rows` is at a row that was not handed over: of the page, or the one behind it.
    private var hasRow: Bool
    /// The position of the page's last row, once that was taken.
    private var last: ListPosition?

    /// The rows begin with id and sort value; the columns of the query's fields follow.
    ///
    /// All is read from one state: that of the open rows for as long as there are any, and of a transaction where the
    /// plan is chosen before them or the total is counted after them.
    init(
        _ query: InvoiceQuery, in ledger: Int64, on lease: ReaderPool.Lease, of store: SQLiteStore,
        as operation: StaticString
    ) throws {
        let connection = lease.connection
        if query.wantsTotal { try connection.run("BEGIN") }
        (plan, rows, hasRow) = try Self.begin(query, in: ledger, on: connection, store.caches?.plans)
        sort = ListSort(query)
        columns = InvoiceColumns(query.fields)
        self.query = query
        self.ledger = ledger
        self.lease = lease
        self.operation = operation
        watch = store.watch
    }

    deinit {
        rows.reset()
    }

    private typealias Beginning = (plan: ListPlan, rows: SQLStatement, hasRow: Bool)

    /// Reads up to the page's first row, by the plan that is known or else by one chosen now.
    private static func begin(
        _ query: InvoiceQuery, in ledger: Int64, on connection: Connection, _ plans: PlanCache?
    ) throws -> Beginning {
        guard query.isFiltered else { return try begin(query, in: ledger, by: .sorted, on: connection) }
        let question = PlanQuestion(query, in: ledger)
        let known = plans?.answer(to: question)
        if let plan = known?.plan, let version = known?.version {
            let beginning = try begin(query, in: ledger, by: plan, on: connection)
            if plans?.isStill(version, of: ledger) == true { return beginning }
            beginning.rows.reset()
        }
        if !connection.isInTransaction { try connection.run("BEGIN") }
        let plan = try connection.choosePlan(for: query, in: ledger)
        if let version = known?.version { plans?.keep(plan, for: question, at: version) }
        return try begin(query, in: ledger, by: plan, on: connection)
    }

    private static func begin(
        _ query: InvoiceQuery, in ledger: Int64, by plan: ListPlan, on connection: Connection
    ) throws -> Beginning {
        let page = try connection.pages.page(query, in: ledger, by: plan) {
            try ListStatement.page(query, in: ledger, by: plan)
        }
        let rows = try connection.statement(page.sql)
        rows.start(page.values)
        return (plan, rows, try rows.step())
    }

    private var isOver: Bool { taken == query.limit || !hasRow }

    /// Moves from row to row of the page until `take` returns false; true when the page is over.
    func walk(_ take: (Connection) throws -> Bool) throws(DomainError) -> Bool {
        try access { connection in
            while !isOver {
                let continues = try take(connection)
                taken += 1
                if taken == query.limit { last = sort.position(in: rows) }
                hasRow = try rows.step()
                if !continues { break }
            }
            return isOver
        }
    }

    func end() throws(DomainError) -> ListEnd {
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

    private func access<Value>(_ body: (Connection) throws -> Value) throws(DomainError) -> Value {
        // Most lists are read before their request is over.
        if RequestTrace.current === trace { return try measured(body) }
        let result = RequestTrace.$current.withValue(trace) {
            Result { () throws(DomainError) in try measured(body) }
        }
        return try result.get()
    }

    private func measured<Value>(_ body: (Connection) throws -> Value) throws(DomainError) -> Value {
        try watch.measure(operation) { statements in
            try lease.connection.counting(&statements, body)
        }
    }
}
