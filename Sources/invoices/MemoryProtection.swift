import CProcess
import Glibc

/// Protects this process's memory, which contains keys, from being written to files or read by other processes.
enum MemoryProtection {
    /// To be called before any secret is read. Afterwards no core is dumped, neither to a file nor to a program, and no
    /// other process of the same user can trace this one or read its memory or environment (core(5),
    /// `PR_SET_DUMPABLE` in prctl(2)).
    static func enable() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let isDone = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 && process_set_dumpable(0) == 0
        precondition(isDone, "A process may always disable its own core dumps.")
    }
}
