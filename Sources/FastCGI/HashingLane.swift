import HTTP

/// A queue of requests that are too slow for the workers, answered by a few threads of their own.
///
/// A request's connection goes with it. The queue is short: who would wait behind it for seconds
/// is better told at once to come again.
final class HashingLane: Sendable {
    struct Job: Sendable {
        let request: Request
        let gateway: GatewayRequest
        let isDrained: Bool
    }

    private struct State {
        var waiting: [Job] = []
        /// How many are being answered.
        var running = 0
        var isClosed = false
    }

    private let capacity: Int
    private let load: ServerLoad
    private let state = Monitor(State())

    /// - Parameter capacity: How many requests may wait, besides those that are being answered.
    init(capacity: Int, load: ServerLoad = ServerLoad()) {
        self.capacity = capacity
        self.load = load
    }

    /// - Returns: False when the queue is full; the job is still the caller's then.
    func offer(_ job: Job) -> Bool {
        state.update { state in
            guard state.waiting.count < capacity else { return false }
            state.waiting.append(job)
            load.setWaiting(state.waiting.count)
            return true
        }
    }

    /// Waits for the next job.
    ///
    /// - Returns: nil once the lane is closed and empty. For any other, ``finish()`` is to be called.
    func next() -> Job? {
        state.wait { (state) -> Job?? in
            guard !state.waiting.isEmpty else { return state.isClosed ? .some(nil) : nil }
            defer { load.setWaiting(state.waiting.count) }
            state.running += 1
            return .some(state.waiting.removeFirst())
        }
    }

    /// A job was answered.
    func finish() {
        state.update { $0.running -= 1 }
    }

    /// Whether nothing waits or is being answered, at the deadline at the latest.
    func isEmpty(until deadline: Deadline) -> Bool {
        state.wait(until: deadline) { $0.waiting.isEmpty && $0.running == 0 ? true : nil } ?? false
    }

    /// Nothing is offered any more; what waits is still answered.
    func close() {
        state.update { $0.isClosed = true }
    }
}
