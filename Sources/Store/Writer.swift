import Dispatch
import GRDB
import Synchronization

/// The one way in which anything is written: jobs that arrive together share one commit.
///
/// Whoever finds nobody at it becomes the leader: it runs all jobs that wait, commits once, and hands
/// the lead to one of those that came meanwhile. A job that fails leaves no trace and harms no other.
/// Alone, a job waits for nobody. An answer leaves only after its commit has reached the disk.
final class Writer: Sendable {
    private struct State {
        var waiting: [Job] = []
        var hasLeader = false
        var isBroken = false
    }

    private let connection: Connection
    private let log: LogLength
    private let longestLog: Int32
    private let onFailedSync: @Sendable (any Error) -> Void
    private let state = Mutex(State())

    /// `longestLog`, in pages, is what moves the log into the database: what every commit touches is
    /// written home once for hundreds of them. `onFailedSync` is called once, by whoever writes.
    init(
        _ connection: Connection, longestLog: Int32 = 4000,
        onFailedSync: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.connection = connection
        self.longestLog = longestLog
        self.onFailedSync = onFailedSync
        log = LogLength(of: connection)
    }

    /// Whether a sync has failed, so that nothing is written any more.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// How many jobs wait for the commit that is under way.
    var waitingJobs: Int { state.withLock { $0.waiting.count } }

    /// Runs `body` as if in a transaction of its own: what it does is stored as a whole, or not at all.
    ///
    /// `body` may run on another thread, and a second time when what it did first was undone because of a job
    /// beside it; it must not write through this writer again.
    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        var value: Value?
        try withoutActuallyEscaping({ value = try body($0) }) { body in
            let job = Job(body)
            enlist(job)
            if let failure = job.failure { throw failure }
        }
        guard let value else { preconditionFailure("A job that did not fail has run.") }
        return value
    }

    /// The same, but waits for nobody: throws `SQLITE_BUSY` at once when somebody else writes, here or in another
    /// program. For what can be left out.
    func writeUnlessBusy(_ body: (Connection) throws -> Void) throws {
        let leads = state.withLock { state in
            defer { state.hasLeader = true }
            return !state.hasLeader
        }
        guard leads else { throw DatabaseError(resultCode: .SQLITE_BUSY, message: "somebody else is writing") }
        try withoutActuallyEscaping(body) { body in
            let job = Job(body)
            lead([job], waitingForOthers: false)
            if let failure = job.failure { throw failure }
        }
    }

    /// Moves the log into the database and empties it; while somebody reads, that waits for a later commit.
    func emptyLog() {
        connection.access { database in _ = try? database.checkpoint(.truncate) }
    }

    /// Returns when the job is done.
    private func enlist(_ job: Job) {
        let leads = state.withLock { state in
            state.waiting.append(job)
            defer { state.hasLeader = true }
            return !state.hasLeader
        }
        if !leads { job.turn.wait() }
        // Woken without being done, it is this job's turn to lead.
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
        // What they wrote is in the log and synced: they need not wait until it has moved.
        for job in group { job.finish() }
        if failedSync == nil { failedSync = shortenLog() }
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
    private func shortenLog() -> (any Error)? {
        do {
            try connection.access { database in
                if log.pages >= longestLog { _ = try database.checkpoint(.passive) }
            }
            return nil
        } catch {
            // After any other error it is tried again behind the next commit.
            return Self.isFailedSync(error) ? error : nil
        }
    }

    /// Runs the jobs in one transaction.
    ///
    /// A savepoint for each, to which its failure could go back, keeps a copy of every page that the job changes.
    /// Jobs that fail have nearly always written nothing yet, so that is done only after one that had.
    private func commit(_ group: [Job]) throws {
        if try !commit(group, inSavepoints: false) { _ = try commit(group, inSavepoints: true) }
    }

    /// - Returns: False when all was undone, for a job has failed that had written and has no savepoint.
    private func commit(_ group: [Job], inSavepoints: Bool) throws -> Bool {
        try connection.run("BEGIN IMMEDIATE")
        do {
            for job in group {
                guard try perform(job, inSavepoint: inSavepoints) else {
                    try connection.run("ROLLBACK")
                    // The only one has had its answer; the others have theirs to come.
                    if group.count == 1 { return true }
                    for job in group { job.failure = nil }
                    return false
                }
            }
            try connection.run("COMMIT")
            return true
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            throw error
        }
    }

    /// - Returns: False when the job has failed and what it had written is still there.
    private func perform(_ job: Job, inSavepoint: Bool) throws -> Bool {
        if inSavepoint { try connection.run("SAVEPOINT job") }
        let before = connection.totalChanges
        do {
            try job.body?(connection)
        } catch {
            // After some errors, a full disk for one, SQLite itself has ended the whole transaction.
            guard connection.isInTransaction, !Self.isFailedSync(error) else { throw error }
            job.failure = error
            if !inSavepoint { return connection.totalChanges == before }
            try connection.run("ROLLBACK TO job")
        }
        if inSavepoint { try connection.run("RELEASE job") }
        return true
    }

    /// After a failed sync nobody knows what is on the disk: the kernel may have dropped the pages
    /// and report success the next time. Nothing is written any more until the program starts afresh.
    private static func isFailedSync(_ error: any Error) -> Bool {
        guard let code = (error as? DatabaseError)?.extendedResultCode else { return false }
        return code == .SQLITE_IOERR_FSYNC || code == .SQLITE_IOERR_DIR_FSYNC
    }
}

/// Something to be written, and what became of it.
///
/// Unchecked: its maker waits while the leader uses it, and `turn` stands between the two.
private final class Job: @unchecked Sendable {
    /// Nil once the job is done: it may not outlive the call that it came with.
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
