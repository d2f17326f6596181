/// A halt to which the workers can be called, and from which they can be released to go on as before.
final class Standstill: Sendable {
    private struct State {
        var isCalled = false
        var standing = 0
    }

    private let state = Monitor(State())

    func call() {
        state.update { $0.isCalled = true }
    }

    func release() {
        state.update { $0.isCalled = false }
    }

    /// A worker that was called waits here until it is released.
    func stand() {
        state.update { $0.standing += 1 }
        state.wait { $0.isCalled ? nil : () }
        state.update { $0.standing -= 1 }
    }

    /// Whether so many workers stand still, at the deadline at the latest.
    func isReached(by count: Int, until deadline: Deadline) -> Bool {
        state.wait(until: deadline) { $0.standing == count ? true : nil } ?? false
    }
}
