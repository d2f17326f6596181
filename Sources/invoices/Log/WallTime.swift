import Glibc
import Primitives

/// A time of day in UTC with milliseconds, for the log and for the time at which the program was started.
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
