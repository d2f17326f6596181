import Dispatch
import Foundation
import Invoicing

/// Remembers for a moment what a probe of the database said, so that asking often costs nothing.
///
/// The probe runs on a thread of its own: it may take long, but whoever asks is told soon.
final class HealthMonitor: Sendable {
    /// How long whoever asks waits for a probe, in seconds.
    private static let patience = 0.5
    /// After half of the second that an answer may be old, the next to ask has a new one fetched.
    private static let refreshAge: UInt64 = 500_000_000
    private static let greatestAge: UInt64 = 1_000_000_000

    private let findings: Findings
    private let probe: @Sendable () throws(ServiceError) -> Void
    private let thread = DispatchQueue(label: "health")

    init(clock: Clock, probe: @escaping @Sendable () throws(ServiceError) -> Void) {
        findings = Findings(clock: clock)
        self.probe = probe
    }

    deinit {
        // Nothing holds on to the database any more when this is gone.
        thread.sync {}
    }

    /// Throws `unavailable` while the database cannot be read or written, as of a second ago at most.
    func check() throws(ServiceError) {
        if findings.beginProbe(over: Self.refreshAge) {
            thread.async { [findings, probe] in findings.note(isWell: (try? probe()) != nil) }
        }
        guard findings.areGood(upTo: Self.greatestAge, waiting: Self.patience) else {
            throw .unavailable("The database cannot be read or written at the moment.", retryAfter: 1)
        }
    }
}

/// What the last probe found, and when.
private final class Findings: @unchecked Sendable {
    // @unchecked: what varies is only touched while `condition` is locked.
    private let condition = NSCondition()
    private let clock: Clock
    private var moment: UInt64?
    private var isWell = false
    private var isProbing = false

    init(clock: Clock) {
        self.clock = clock
    }

    /// Whether it is time for a probe, which the caller then makes. Ages are in nanoseconds.
    func beginProbe(over age: UInt64) -> Bool {
        condition.withLock {
            guard !isProbing, self.age > age else { return false }
            isProbing = true
            return true
        }
    }

    func note(isWell: Bool) {
        condition.withLock {
            self.isWell = isWell
            moment = clock.ticks()
            isProbing = false
            condition.broadcast()
        }
    }

    /// Whether the findings are good; when older than that, those of the probe that is under way, waited for so many seconds.
    func areGood(upTo age: UInt64, waiting patience: Double) -> Bool {
        condition.withLock {
            if isProbing, self.age > age {
                let limit = Date(timeIntervalSinceNow: patience)
                while isProbing, self.age > age {
                    guard condition.wait(until: limit) else { return false }
                }
            }
            return isWell
        }
    }

    private var age: UInt64 {
        moment.map { clock.ticks() &- $0 } ?? .max
    }
}
