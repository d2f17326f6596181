import Dispatch
import Synchronization

/// Limits how many of the worker threads run at the same time. The thread that waited for the shortest time is
/// next.
///
/// Many workers are needed because some of them block, on the disk or while sending a long response; such a
/// worker releases its permit. But if all workers took turns with the short requests, the memory, database
/// connection and prepared statements of each would have left the processor's caches.
final class ConcurrencyLimiter: Sendable {
    /// One worker's right to run, held or not. It belongs to one thread.
    final class Permit {
        private let limiter: ConcurrencyLimiter
        private let wakeUp = DispatchSemaphore(value: 0)
        private var isHeld = false

        fileprivate init(of limiter: ConcurrencyLimiter) {
            self.limiter = limiter
        }

        deinit {
            release()
        }

        /// Waits until the worker may run; returns at once when the permit is still held.
        ///
        /// - Returns: False when the limiter is closed and no new work may begin.
        func acquire() -> Bool {
            if !isHeld { isHeld = limiter.acquire(wakeUp) }
            return isHeld
        }

        /// Lets another worker run. Does nothing when the permit is not held.
        func release() {
            if isHeld { limiter.release() }
            isHeld = false
        }
    }

    private struct State {
        var available: Int
        /// A stack: the last to wait is the first to be woken.
        var waiting: [DispatchSemaphore] = []
        var isClosed = false
    }

    private let state: Mutex<State>

    /// - Parameter limit: How many permits can be held at the same time.
    init(_ limit: Int) {
        state = Mutex(State(available: limit))
    }

    /// A new permit, not acquired yet.
    func permit() -> Permit {
        Permit(of: self)
    }

    /// The number of threads that wait for a permit.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Makes every current and future ``Permit/acquire()`` return false.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for wakeUp in waiting { wakeUp.signal() }
    }

    private func acquire(_ wakeUp: DispatchSemaphore) -> Bool {
        let mustWait = state.withLock { state -> Bool? in
            if state.isClosed { return nil }
            if state.available > 0 {
                state.available -= 1
                return false
            }
            state.waiting.append(wakeUp)
            return true
        }
        guard let mustWait else { return false }
        guard mustWait else { return true }
        wakeUp.wait()
        // Woken either with a permit or because the limiter was closed.
        return state.withLock { !$0.isClosed }
    }

    private func release() {
        let next = state.withLock { state in
            let next = state.waiting.popLast()
            if next == nil { state.available += 1 }
            return next
        }
        next?.signal()
    }
}
