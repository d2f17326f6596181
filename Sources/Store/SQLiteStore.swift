import Accounts
import Invoicing

/// Invoices and accounts in an SQLite database.
///
/// One connection writes, in groups that share a commit; a few only read. Everything that was
/// answered is on the disk: `synchronous` is FULL.
package final class SQLiteStore: InvoiceStore, UserStore {
    package struct Options: Sendable {
        /// How many seconds to wait for the lock of a database that something else is using for a moment.
        package var busyTimeout = 5.0
        /// How many connections that read may be open. An open list occupies one.
        package var readers = 16
        /// How many seconds to wait until another process lets go of the database.
        package var lockWait = 0.0
        /// The ``SQLiteStore/lockDescriptor`` of the program that this process executed before this one.
        package var inheritedLock: Int32?
        /// Open for reading beside a process that writes: neither locks nor migrates, and writing is `unavailable`.
        package var readOnly = false
        /// Called once, by a thread that writes, when a sync has failed: nothing is written any more
        /// until the program starts afresh.
        package var onFailedSync: @Sendable () -> Void = {}
        /// Told what went wrong inside, one line each, without anything personal.
        package var log: @Sendable (String) -> Void = { _ in }
        /// After how many seconds a call counts as slow.
        package var slowAfter = 0.25
        /// Told of each such call, on the thread that made it.
        package var tellSlow: @Sendable (SlowCall) -> Void = { _ in }

        package init() {}
    }

    /// Nil when only reading.
    let writer: Writer?
    let readers: ReaderPool
    let failures: Failures
    let watch: StoreWatch
    let snapshots: SnapshotReader
    let userCache = UserCache()
    /// Declared last, for it is let go of last.
    private let lock: WriterLock?

    /// Opens the database, made and brought to the current schema as need be.
    ///
    /// What is newer, or no database of this program's, is refused and left as it is. `snapshot`
    /// writes an invoice in the form, JSON, in which the history keeps it.
    package init(
        path: String, options: Options = Options(), snapshot: @escaping @Sendable (Invoice) -> [UInt8]
    ) throws(StoreError) {
        let file = DatabaseFile(path: path, busyTimeout: options.busyTimeout)
        failures = Failures(log: options.log)
        if options.readOnly {
            try file.refuseUnlessCurrent()
            lock = nil
            writer = nil
        } else {
            lock = try WriterLock(for: path, patience: options.lockWait, inherited: options.inheritedLock)
            try file.refuseUnlessOurs()
            let connection = try file.openForWriting(snapshotFormat: SnapshotReader.fingerprint(of: snapshot))
            writer = Writer(connection) { [log = options.log, onFailedSync = options.onFailedSync] error in
                log("A sync failed, so nothing is written any more. \(Failures.sentence(error))")
                onFailedSync()
            }
        }
        readers = ReaderPool(
            path: path, configuration: file.configuration(readOnly: true), limit: options.readers,
            patience: options.busyTimeout)
        watch = StoreWatch(slowAfter: options.slowAfter, tell: options.tellSlow)
        do {
            snapshots = try readers.read { try SnapshotReader(of: $0, write: snapshot) }
        } catch {
            throw .unusable("The database \(path) cannot be read: \(error)")
        }
    }

    /// Throws where a store for writing could not be opened for what the file is. Changes nothing, and may
    /// be asked beside a process that writes.
    package static func examine(path: String) throws(StoreError) {
        try DatabaseFile(path: path, busyTimeout: Options().busyTimeout).refuseUnlessOurs()
    }

    /// Holds the database for as long as it is open in this process; nil when only reading.
    package var lockDescriptor: Int32? { lock?.descriptor }

    /// Writes an invoice in the form in which the history keeps it.
    func snapshot(_ invoice: Invoice) -> [UInt8] { snapshots.write(invoice) }

    deinit {
        // The writer is to be the last: it moves the log into the database when it closes.
        readers.close()
    }

    func read<Value>(
        _ body: (Connection) throws -> Value, as operation: StaticString = #function
    ) throws(ServiceError) -> Value {
        do {
            return try watch.measure(operation) { statements in
                try readers.read { try $0.counting(&statements, body) }
            }
        } catch {
            throw failures.serviceError(error)
        }
    }

    func write<Value>(
        _ body: (Connection) throws -> Value, as operation: StaticString = #function
    ) throws(ServiceError) -> Value {
        let writer = try theWriter()
        do {
            return try watch.measure(operation) { statements in
                try writer.write { try $0.counting(&statements, body) }
            }
        } catch {
            throw failures.serviceError(error)
        }
    }

    private func theWriter() throws(ServiceError) -> Writer {
        guard let writer else { throw .unavailable("The database is open for reading only.", retryAfter: 60) }
        return writer
    }

    /// For what can be left out: throws `unavailable` at once while somebody else writes.
    func writeUnlessBusy(
        _ body: (Connection) throws -> Void, as operation: StaticString = #function
    ) throws(ServiceError) {
        let writer = try theWriter()
        do {
            try watch.measure(operation) { statements in
                try writer.writeUnlessBusy { try $0.counting(&statements, body) }
            }
        } catch {
            throw failures.serviceError(error)
        }
    }

    /// Whether a sync has failed, so that the program has to start afresh.
    package var hasFailedSync: Bool { writer?.isBroken ?? false }

    package func probe() throws(ServiceError) {
        guard !failures.hasMetDamage else { throw .failed }
        try write { try $0.run("UPDATE heartbeat SET beats = beats + 1") }
        _ = try read { try $0.first("SELECT beats FROM heartbeat") { $0.integer(0) } }
    }
}
