import CProcess
import Glibc

/// Keeps what is in this process's memory, the keys among it, from files and from other processes.
enum MemorySecrecy {
    /// To be called before anything secret is read. No core is dumped, to a file or to a program, and no
    /// other process of the same user can trace this one or read its memory or its environment
    /// (core(5), `PR_SET_DUMPABLE` in prctl(2)).
    static func begin() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let isDone = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 && process_set_dumpable(0) == 0
        precondition(isDone, "A process may always forbid its dumps.")
    }
}
