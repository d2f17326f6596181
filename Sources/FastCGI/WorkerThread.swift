import CFastCGI
import Glibc

/// A thread of the operating system that runs one closure and can be joined.
struct WorkerThread: Sendable {
    private let thread: pthread_t

    /// - Parameters:
    ///   - name: At most 15 bytes, shown by `top -H` and debuggers.
    ///   - niceness: 0–19; a higher value means a lower priority.
    init(_ name: String, niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(
            Context {
                // On Linux this sets the priority of the calling thread only. A failure does no harm.
                if niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
                body()
            }
        ).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Context>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            }, context)
        // Threads are created at the start only, and nothing can be served without them.
        guard code == 0 else { fatalError("A thread cannot be started: \(String(cString: strerror(code)))") }
        pthread_setname_np(thread, name)
        self.thread = thread
    }

    /// Waits for the end of the closure. To be called once.
    func join() {
        pthread_join(thread, nil)
    }

    private final class Context: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}
