import HTTP

/// A bounded queue of requests that are too slow for the workers, answered by a few threads of their own.
///
/// A request's connection is queued with it. The queue is short: refusing a request at once is better than letting
/// the client wait for many seconds.
final class HashingLane: Sendable {
    struct Job: Sendable {
        let request: Request
        let gateway: GatewayRequest
        let isDrained: Bool
    }

    private struct State {
        var waiting: [Job] = []
        /// The number of requests being answered.
        var running = 0
        var isClosed = false
    }

    private let capacity: Int
    private let load: ServerLoad
    private let state = Monitor(State())

    /// - Parameter capacity: How many requests may wait, in addition to those being answered.
    init(capacity: Int, load: ServerLoad = ServerLoad()) {
        self.capacity = capacity
        self.load = load
    }

    /// - Returns: False when the queue is full; the job then remains the caller's.
    func offer(_ job: Job) -> Bool {
        state.update { state in
            guard state.waiting.count < capacity else { return false }
            state.waiting.append(job)
            load.setQueued(state.waiting.count)
            return true
        }
    }

    /// Waits for the next job.
    ///
    /// - Returns: nil once the lane is closed and empty. ``finish()`` must be called after each job.
    func next() -> Job? {
        state.wait { (state) -> Job?? in
            guard !state.waiting.isEmpty else { return state.isClosed ? .some(nil) : nil }
            defer { load.setQueued(state.waiting.count) }
            state.running += 1
            return .some(state.waiting.removeFirst())
        }
    }

    /// To be called when a job was answered.
    func finish() {
        state.update { $0.running -= 1 }
    }

    /// Waits until no request is queued or being answered; false when there still is one at the deadline.
    func isEmpty(until deadline: WaitDeadline) -> Bool {
        state.wait(until: deadline) { $0.waiting.isEmpty && $0.running == 0 ? true : nil } ?? false
    }

    /// Nothing may be offered after this; queued requests are still answered.
    func close() {
        state.update { $0.isClosed = true }
    }
}
