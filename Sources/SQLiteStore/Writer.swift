import Dispatch
import GRDB
import Synchronization

/// Group commit: jobs that wait at the same time share one transaction and one sync of the disk.
///
/// A thread that finds no leader becomes it: it runs all waiting jobs, commits once, and passes the lead to a job that
/// has arrived meanwhile. A job that fails leaves nothing behind and does not affect the others. A single job does not
/// wait for more. A job is done only when its commit is on the disk.
final class Writer: Sendable {
    private struct State {
        var waiting: [Job] = []
        var hasLeader = false
        var isBroken = false
    }

    private let connection: Connection
    private let caches: StoreCaches?
    private let monitor: WALMonitor
    private let checkpointPages: Int32
    private let onFailedSync: @Sendable (any Error) -> Void
    private let state = Mutex(State())

    /// A write-ahead log of `checkpointPages` pages is moved into the database: a page that every commit changes is so
    /// written to the database once for hundreds of them. `caches` are told of every commit. `onFailedSync` is called
    /// once, on a thread that writes.
    init(
        _ connection: Connection, caches: StoreCaches? = nil, checkpointPages: Int32 = 4000,
        onFailedSync: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.connection = connection
        self.caches = caches
        self.checkpointPages = checkpointPages
        self.onFailedSync = onFailedSync
        monitor = WALMonitor(of: connection)
    }

    /// Whether a sync has failed, so that nothing is written any more.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// How many jobs wait for the commit that is under way.
    var waitingJobs: Int { state.withLock { $0.waiting.count } }

    /// Runs `body` as if in a transaction of its own: all that it does is stored, or nothing.
    ///
    /// `body` may run on another thread, and a second time when what it did first was undone because of another job; it
    /// must not use this writer itself.
    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        var value: Value?
        try withoutActuallyEscaping({ value = try body($0) }) { body in
            let job = Job(body)
            enqueue(job)
            if let failure = job.failure { throw failure }
        }
        guard let value else { preconditionFailure("A job that did not fail has run.") }
        return value
    }

    /// The same, but without waiting: throws `SQLITE_BUSY` at once while another job or another program writes.
    func writeWithoutWaiting(_ body: (Connection) throws -> Void) throws {
        let leads = state.withLock { state in
            defer { state.hasLeader = true }
            return !state.hasLeader
        }
        guard leads else { throw DatabaseError(resultCode: .SQLITE_BUSY, message: "another job is running") }
        try withoutActuallyEscaping(body) { body in
            let job = Job(body)
            lead([job], waitingForOthers: false)
            if let failure = job.failure { throw failure }
        }
    }

    /// Moves the write-ahead log into the database and empties it; while it is being read, a later commit does that.
    func emptyLog() {
        connection.access { database in _ = try? database.checkpoint(.truncate) }
    }

    /// Returns when the job is done.
    private func enqueue(_ job: Job) {
        let leads = state.withLock { state in
            state.waiting.append(job)
            defer { state.hasLeader = true }
            return !state.hasLeader
        }
        if !leads { job.turn.wait() }
        // A job that is woken without being done is the next leader.
        if !job.isDone { lead(takeWaiting()) }
    }

    private func takeWaiting() -> [Job] {
        state.withLock { state in
            defer { state.waiting.removeAll() }
            return state.waiting
        }
    }

    private func lead(_ group: [Job], waitingForOthers: Bool = true) {
        let isBroken = isBroken
        do {
            guard !isBroken else {
                throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC, message: "an earlier sync failed")
            }
            try connection.access { database in
                if waitingForOthers { try commit(group) } else { try database.withoutWaiting { try commit(group) } }
            }
        } catch {
            for job in group where job.failure == nil { job.failure = error }
        }
        var failedSync = group.lazy.compactMap(\.failure).first(where: Self.isFailedSync)
        // What they wrote is in the log and synced: they need not wait for a checkpoint.
        for job in group { job.finish() }
        if failedSync == nil { failedSync = checkpointIfLong() }
        if let failedSync, !isBroken {
            state.withLock { $0.isBroken = true }
            onFailedSync(failedSync)
        }
        let next = state.withLock { state in
            state.hasLeader = !state.waiting.isEmpty
            return state.waiting.first
        }
        next?.turn.signal()
    }

    /// Moves a long log into the database. Returns the error of a sync that failed at that.
    private func checkpointIfLong() -> (any Error)? {
        do {
            try connection.access { database in
                if monitor.pages >= checkpointPages { _ = try database.checkpoint(.passive) }
            }
            return nil
        } catch {
            // After any other error it is tried again after the next commit.
            return Self.isFailedSync(error) ? error : nil
        }
    }

    /// Runs the jobs in one transaction.
    ///
    /// A savepoint for each, to which its failure could return, keeps a copy of every page that the job changes. Jobs
    /// that fail have nearly always written nothing yet, so savepoints are used only after one that had.
    private func commit(_ group: [Job]) throws {
        if try !commit(group, inSavepoints: false) { _ = try commit(group, inSavepoints: true) }
    }

    /// - Returns: False when all was undone, because a job without a savepoint failed after it had written.
    private func commit(_ group: [Job], inSavepoints: Bool) throws -> Bool {
        try connection.run("BEGIN IMMEDIATE")
        connection.effects = WriteEffects()
        do {
            for job in group {
                guard try perform(job, inSavepoint: inSavepoints) else {
                    try connection.run("ROLLBACK")
                    // The only job has its answer; several are run again.
                    if group.count == 1 { return true }
                    for job in group { job.failure = nil }
                    return false
                }
            }
            caches?.commitBegins(connection.effects)
            defer { caches?.commitEnded(connection.effects) }
            try connection.run("COMMIT")
            return true
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            throw error
        }
    }

    /// - Returns: False when the job has failed and what it wrote is still there.
    private func perform(_ job: Job, inSavepoint: Bool) throws -> Bool {
        if inSavepoint { try connection.run("SAVEPOINT job") }
        let before = connection.totalChanges
        do {
            try job.body?(connection)
        } catch {
            // After some errors, such as a full disk, SQLite itself has ended the whole transaction.
            guard connection.isInTransaction, !Self.isFailedSync(error) else { throw error }
            job.failure = error
            if !inSavepoint { return connection.totalChanges == before }
            try connection.run("ROLLBACK TO job")
        }
        if inSavepoint { try connection.run("RELEASE job") }
        return true
    }

    /// After a failed sync nobody knows what is on the disk: the kernel may have dropped the pages and report success
    /// the next time. Nothing is written any more until the program is started again.
    private static func isFailedSync(_ error: any Error) -> Bool {
        guard let code = (error as? DatabaseError)?.extendedResultCode else { return false }
        return code == .SQLITE_IOERR_FSYNC || code == .SQLITE_IOERR_DIR_FSYNC
    }
}

/// Something to be written, and what came of it.
///
/// Unchecked: its maker waits while the leader uses it, and `turn` stands between the two.
private final class Job: @unchecked Sendable {
    /// Nil once the job is done: it must not outlive the call that it came with.
    private(set) var body: ((Connection) throws -> Void)?
    var failure: (any Error)?
    /// Signalled when the job is done, or is to lead.
    let turn = DispatchSemaphore(value: 0)

    init(_ body: @escaping (Connection) throws -> Void) {
        self.body = body
    }

    var isDone: Bool { body == nil }

    func finish() {
        body = nil
        turn.signal()
    }
}

extension Database {
    /// Runs `body`, in which a lock that another connection holds is not waited for.
    package func withoutWaiting<Value>(_ body: () throws -> Value) throws -> Value {
        let timeout = try Int.fetchOne(self, sql: "PRAGMA busy_timeout") ?? 0
        try execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? execute(sql: "PRAGMA busy_timeout = \(timeout)") }
        return try body()
    }
}
