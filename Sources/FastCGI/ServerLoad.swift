import Synchronization

/// What a server is doing just now, for whoever watches it: read by any thread, at any time.
///
/// The numbers are each right, but not all of the same instant.
package final class ServerLoad: Sendable {
    private let idle = Atomic(0)
    private let working = Atomic(0)
    private let hashing = Atomic(0)
    private let waiting = Atomic(0)

    package init() {}

    /// Connections that are open and wait for a request.
    package var idleConnections: Int { idle.load(ordering: .relaxed) }
    /// Workers that are answering.
    package var busyWorkers: Int { working.load(ordering: .relaxed) }
    /// Threads of the hashing lane that are answering.
    package var busyHashers: Int { hashing.load(ordering: .relaxed) }
    /// Requests that wait for one of those.
    package var waitingForHashers: Int { waiting.load(ordering: .relaxed) }

    func setIdle(_ count: Int) { idle.store(count, ordering: .relaxed) }

    func setWaiting(_ count: Int) { waiting.store(count, ordering: .relaxed) }

    func beginWork() { working.add(1, ordering: .relaxed) }

    func endWork() { working.subtract(1, ordering: .relaxed) }

    func beginHashing() { hashing.add(1, ordering: .relaxed) }

    func endHashing() { hashing.subtract(1, ordering: .relaxed) }
}
