/// What time it is. Passed in, so that a test can say.
package struct Clock: Sendable {
    /// The time of day in UTC; may jump.
    package let now: @Sendable () -> Timestamp
    /// Nanoseconds that only grow, for durations.
    package let ticks: @Sendable () -> UInt64

    package init(now: @escaping @Sendable () -> Timestamp, ticks: @escaping @Sendable () -> UInt64) {
        self.now = now
        self.ticks = ticks
    }
}

/// Where randomness comes from. Passed in, so that a test can say.
package struct RandomSource: Sendable {
    /// So many bytes from a cryptographic source.
    package let bytes: @Sendable (Int) -> [UInt8]

    package init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }
}
