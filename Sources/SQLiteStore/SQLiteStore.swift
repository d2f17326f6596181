import Application
import GRDB
import Ledger

/// Everything in an SQLite database.
///
/// One connection writes, in groups that share a commit; several only read. What was answered is on the disk:
/// `synchronous` is FULL.
package final class SQLiteStore: Store {
    package struct Options: Sendable {
        /// Called once, by a thread that writes, when a sync has failed: nothing is written any more
        /// until the program is started again.
        package var onFailedSync: @Sendable () -> Void = {}
        /// Receives what went wrong inside, one line each, without anything personal.
        package var log: @Sendable (String) -> Void = { _ in }
        /// After how many seconds a call counts as slow.
        package var slowAfter = 0.25
        /// Receives each such call, on the thread that made it.
        package var tellSlow: @Sendable (SlowCall) -> Void = { _ in }

        package init() {}
    }

    /// Nil when only reading.
    let writer: Writer?
    package let readers: ReaderPool
    package let failures: Failures
    let watch: StoreWatch
    package let answers: ReadyAnswers
    /// Nil when another process may write.
    let caches: StoreCaches?
    /// No invoice's next revision is this or less.
    let revisionFloor: Int64
    /// Declared last, for the properties are released in their order.
    private let resource: (any Sendable)?

    /// A store over connections to a database of the current schema.
    ///
    /// Without a connection that writes, it only reads, and writing is `unavailable`. With one, nobody else may write
    /// the database for as long as the store lives. `resource`, such as a lock, is released when the connection that
    /// writes has been closed.
    package init(
        writing: Connection?, readers: ReaderPool, options: Options = Options(), renderer: AnswerRenderer,
        holding resource: (any Sendable)? = nil
    ) throws {
        failures = Failures(log: options.log)
        watch = StoreWatch(slowAfter: options.slowAfter, tell: options.tellSlow, failures: failures)
        answers = ReadyAnswers(renderer)
        let caches = writing.map { _ in StoreCaches() }
        self.caches = caches
        writer = writing.map { connection in
            Writer(connection, caches: caches) { [log = options.log, onFailedSync = options.onFailedSync] error in
                log("A sync failed, so nothing is written any more. \(Failures.sentence(error))")
                onFailedSync()
            }
        }
        self.readers = readers
        self.resource = resource
        revisionFloor = try readers.read { try $0.revisionFloor() }
    }

    /// The names of the steps by which the current schema came to be, in order. A database that was
    /// brought further than these is refused.
    package static var schemaSteps: [String] { Migrations.migrator().migrations }

    deinit {
        // The writing connection is to be the last: it moves the write-ahead log into the database when it closes.
        readers.close()
    }

    package func perform<Value>(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Value
    ) throws(DomainError) -> Value {
        try write({ try work(unit(on: $0)) }, as: operation)
    }

    package func performWithoutWaiting(
        _ operation: StaticString, _ work: (any UnitOfWork) throws -> Void
    ) throws(DomainError) {
        let writer = try writerOrUnavailable()
        try watch.measure(operation) { statements in
            try writer.writeWithoutWaiting { connection in
                try connection.counting(&statements) { try work(unit(on: $0)) }
            }
        }
    }

    package func probe() throws(DomainError) {
        guard !failures.hasFoundDamage else { throw .failed }
        try write { try $0.run("UPDATE heartbeat SET beats = beats + 1") }
        _ = try read { try $0.first("SELECT beats FROM heartbeat") { $0.integer(0) } }
    }

    /// Whether a sync has failed, so that the program has to be started again.
    package var hasFailedSync: Bool { writer?.isBroken ?? false }

    func unit(on connection: Connection) -> SQLiteUnitOfWork {
        SQLiteUnitOfWork(connection, answers: answers, revisionFloor: revisionFloor)
    }

    func read<Value>(
        as operation: StaticString = #function, _ body: (Connection) throws -> Value
    ) throws(DomainError) -> Value {
        try watch.measure(operation) { statements in
            try readers.read { try $0.counting(&statements, body) }
        }
    }

    /// The same from one state of the database.
    func readState<Value>(
        as operation: StaticString = #function, _ body: (Connection) throws -> Value
    ) throws(DomainError) -> Value {
        try watch.measure(operation) { statements in
            try readers.readState { try $0.counting(&statements, body) }
        }
    }

    func write<Value>(
        _ body: (Connection) throws -> Value, as operation: StaticString = #function
    ) throws(DomainError) -> Value {
        let writer = try writerOrUnavailable()
        return try watch.measure(operation) { statements in
            try writer.write { try $0.counting(&statements, body) }
        }
    }

    private func writerOrUnavailable() throws(DomainError) -> Writer {
        guard let writer else { throw .unavailable("The database is open for reading only.", retryAfter: 60) }
        return writer
    }
}

extension Connection {
    /// Below or at which no revision may be told any more.
    package func revisionFloor() throws -> Int64 {
        try first("SELECT revision FROM revision_floor") { $0.integer(0) } ?? 0
    }
}
