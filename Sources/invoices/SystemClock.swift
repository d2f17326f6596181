import Glibc
import Primitives

extension Clock {
    /// The system's clocks.
    static let system = Clock(
        now: { Timestamp(seconds: Int64(time(nil))) },
        ticks: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        })
}
