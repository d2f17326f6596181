import Dispatch
import Foundation
import Application
import Ledger
import Primitives

/// Caches the result of a database probe briefly, so that frequent health checks are cheap.
///
/// The probe runs on its own thread: it may take long, but callers wait only briefly.
final class HealthMonitor: Sendable {
    /// The maximum time that a caller waits for a probe, in seconds.
    private static let timeout = 0.5
    /// At half the maximum age, the next caller starts a new probe.
    private static let refreshAge: UInt64 = 500_000_000
    private static let maximumAge: UInt64 = 1_000_000_000

    private let latest: ProbeResult
    private let probe: @Sendable () throws(DomainError) -> Void
    private let thread = DispatchQueue(label: "health")

    init(clock: Clock, probe: @escaping @Sendable () throws(DomainError) -> Void) {
        latest = ProbeResult(clock: clock)
        self.probe = probe
    }

    deinit {
        // Waits for the last probe, so that nothing uses the database afterwards.
        thread.sync {}
    }

    /// Throws `unavailable` when the database could not be read or written, as of at most a second ago.
    func check() throws(DomainError) {
        if latest.beginProbe(ifOlderThan: Self.refreshAge) {
            thread.async { [latest, probe] in latest.note(isHealthy: (try? probe()) != nil) }
        }
        guard latest.isHealthy(upTo: Self.maximumAge, waiting: Self.timeout) else {
            throw .unavailable("The database cannot be read or written at the moment.", retryAfter: 1)
        }
    }
}

/// The result of the last probe, and its time.
private final class ProbeResult: @unchecked Sendable {
    // @unchecked: all mutable state is protected by `condition`.
    private let condition = NSCondition()
    private let clock: Clock
    private var moment: UInt64?
    private var isHealthy = false
    private var isProbing = false

    init(clock: Clock) {
        self.clock = clock
    }

    /// Whether a new probe is due; if so, the caller must run it. Ages are in nanoseconds.
    func beginProbe(ifOlderThan age: UInt64) -> Bool {
        condition.withLock {
            guard !isProbing, self.age > age else { return false }
            isProbing = true
            return true
        }
    }

    func note(isHealthy: Bool) {
        condition.withLock {
            self.isHealthy = isHealthy
            moment = clock.ticks()
            isProbing = false
            condition.broadcast()
        }
    }

    /// Whether the database is healthy. While the result is older than `age` and a probe is running, waits for the
    /// probe, at most `timeout` seconds.
    func isHealthy(upTo age: UInt64, waiting timeout: Double) -> Bool {
        condition.withLock {
            if isProbing, self.age > age {
                let limit = Date(timeIntervalSinceNow: timeout)
                while isProbing, self.age > age {
                    guard condition.wait(until: limit) else { return false }
                }
            }
            return isHealthy
        }
    }

    private var age: UInt64 {
        moment.map { clock.ticks() &- $0 } ?? .max
    }
}
