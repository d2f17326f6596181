import Foundation
import Invoicing

/// Remembers for a moment what a probe of the database said, so that asking often costs nothing.
final class HealthMonitor: @unchecked Sendable {
    // @unchecked: `state` is only touched while `condition` is locked.
    private struct State {
        var probed: UInt64?
        var error: ServiceError?
        var isProbing = false
    }

    /// After half of the second that an answer may be old, the next to ask probes again.
    private static let refreshAge: UInt64 = 500_000_000
    private static let greatestAge: UInt64 = 1_000_000_000

    private let clock: Clock
    private let probe: @Sendable () throws(ServiceError) -> Void
    private let condition = NSCondition()
    private var state = State()

    init(clock: Clock, probe: @escaping @Sendable () throws(ServiceError) -> Void) {
        self.clock = clock
        self.probe = probe
    }

    /// Throws `unavailable` while the database cannot be read or written, as of a second ago at most.
    func check() throws(ServiceError) {
        condition.lock()
        let giveUp = Date(timeIntervalSinceNow: 1)
        while state.isProbing, age > Self.greatestAge {
            guard condition.wait(until: giveUp) else {
                condition.unlock()
                throw Self.silent
            }
        }
        if !state.isProbing, age > Self.refreshAge {
            state.isProbing = true
            condition.unlock()
            let error = run()
            condition.lock()
            state = State(probed: clock.ticks(), error: error)
            condition.broadcast()
        }
        let error = state.error
        condition.unlock()
        if let error { throw error }
    }

    private var age: UInt64 {
        state.probed.map { clock.ticks() &- $0 } ?? .max
    }

    private func run() -> ServiceError? {
        do throws(ServiceError) {
            try probe()
            return nil
        } catch {
            return Self.silent
        }
    }

    private static let silent = ServiceError.unavailable(
        "The database cannot be read or written at the moment.", retryAfter: 1)
}
