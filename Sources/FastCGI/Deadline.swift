import CFastCGI
import Glibc

/// A moment by which something must have happened, on a clock that never jumps (CLOCK_MONOTONIC).
struct Deadline: Sendable {
    let time: timespec

    /// So many milliseconds from now, less than a second.
    init(milliseconds: Int) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let nanoseconds = now.tv_nsec + milliseconds * 1_000_000
        time = timespec(
            tv_sec: now.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
