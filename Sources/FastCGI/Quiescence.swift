/// Brings all worker threads to a stop between two requests, and lets them continue.
final class Quiescence: Sendable {
    private struct State {
        var isRequested = false
        var parked = 0
    }

    private let state = Monitor(State())

    /// Makes ``park()`` block from now on.
    func request() {
        state.update { $0.isRequested = true }
    }

    /// Lets the parked workers continue.
    func end() {
        state.update { $0.isRequested = false }
    }

    /// Called by a worker: blocks until ``end()``.
    func park() {
        state.update { $0.parked += 1 }
        state.wait { $0.isRequested ? nil : () }
        state.update { $0.parked -= 1 }
    }

    /// Waits until exactly `count` workers are parked; false when they are not by the deadline.
    func isReached(by count: Int, until deadline: WaitDeadline) -> Bool {
        state.wait(until: deadline) { $0.parked == count ? true : nil } ?? false
    }
}
