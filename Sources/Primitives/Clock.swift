/// The current time, injected so that tests can control it.
package struct Clock: Sendable {
    /// The time of day in UTC; may jump.
    package let now: @Sendable () -> Timestamp
    /// Monotonic nanoseconds, for durations.
    package let ticks: @Sendable () -> UInt64

    package init(now: @escaping @Sendable () -> Timestamp, ticks: @escaping @Sendable () -> UInt64) {
        self.now = now
        self.ticks = ticks
    }
}
