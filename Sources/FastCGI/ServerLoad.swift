import Synchronization

/// Counters of what a server is doing at the moment, for metrics. Can be read by any thread, at any time.
///
/// Each number is correct, but they need not all be of the same instant.
package final class ServerLoad: Sendable {
    private let idle = Atomic(0)
    private let working = Atomic(0)
    private let hashing = Atomic(0)
    private let queued = Atomic(0)

    package init() {}

    /// Open connections without a request.
    package var idleConnections: Int { idle.load(ordering: .relaxed) }
    /// Worker threads that are answering a request.
    package var busyWorkers: Int { working.load(ordering: .relaxed) }
    /// Threads of the hashing lane that are answering a request.
    package var busyHashingThreads: Int { hashing.load(ordering: .relaxed) }
    /// Requests that wait in the hashing lane's queue.
    package var queuedHashingRequests: Int { queued.load(ordering: .relaxed) }

    func setIdle(_ count: Int) { idle.store(count, ordering: .relaxed) }

    func setQueued(_ count: Int) { queued.store(count, ordering: .relaxed) }

    func beginWork() { working.add(1, ordering: .relaxed) }

    func endWork() { working.subtract(1, ordering: .relaxed) }

    func beginHashing() { hashing.add(1, ordering: .relaxed) }

    func endHashing() { hashing.subtract(1, ordering: .relaxed) }
}
