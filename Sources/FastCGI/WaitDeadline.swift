import CFastCGI
import Glibc

/// The end of a wait on a ``Monitor``, on a clock that never jumps (CLOCK_MONOTONIC).
struct WaitDeadline: Sendable {
    /// For `pthread_cond_timedwait(3)`.
    let time: timespec

    /// - Parameter milliseconds: From now, less than 1000.
    init(milliseconds: Int) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let nanoseconds = now.tv_nsec + milliseconds * 1_000_000
        time = timespec(
            tv_sec: now.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
