import Glibc
import Invoicing

/// A time of day in UTC with milliseconds, for the log and for when the program was executed.
struct WallTime: Equatable, Sendable {
    let milliseconds: Int64

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// RFC 3339 in UTC with milliseconds: `2023-07-01T10:00:00.123Z`.
    var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends ``text`` in ASCII.
    func append(to bytes: inout [UInt8]) {
        let (seconds, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        Timestamp(seconds: seconds).append(milliseconds: Int(fraction), to: &bytes)
    }
}

extension Clock {
    /// The machine's clocks.
    package static let system = Clock(
        now: { Timestamp(seconds: Int64(time(nil))) },
        ticks: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        })
}
