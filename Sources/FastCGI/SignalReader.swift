import CFastCGI
import Glibc

/// Reads signals from a descriptor instead of being interrupted by them.
///
/// libfcgi does not repeat a read or write that a signal interrupted, so that a signal would fail the request
/// during which it arrives. All threads of the program therefore block these signals.
package final class SignalReader: Sendable {
    private static let handled = [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1]

    private let descriptor: Int32

    /// Blocks SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 and SIGPIPE in the calling thread and in all threads that
    /// it starts afterwards. To be called at the start of a program, before any thread is started.
    package static func block() {
        var signals = set(of: handled + [SIGPIPE])
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    init() throws(FastCGIError) {
        var signals = Self.set(of: Self.handled)
        descriptor = signalfd(-1, &signals, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard descriptor >= 0 else { throw FastCGIError(system: "Signals cannot be received") }
    }

    deinit {
        close(descriptor)
    }

    enum Event: Equatable {
        case signal(Int32)
        case timeout
        /// No more signals are to be read.
        case end
    }

    /// Waits for the next signal.
    ///
    /// - Parameters:
    ///   - end: A descriptor; ``Event/end`` is returned once it is readable.
    ///   - milliseconds: How long to wait; -1 for no limit.
    func next(until end: Int32, within milliseconds: Int32 = -1) -> Event {
        while true {
            var waiting = [
                pollfd(fd: end, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waiting, 2, milliseconds)
            if count == 0 { return .timeout }
            guard count > 0 else { continue }
            if waiting[0].revents != 0 { return .end }
            var information = signalfd_siginfo()
            let size = MemoryLayout<signalfd_siginfo>.size
            if read(descriptor, &information, size) == size { return .signal(Int32(information.ssi_signo)) }
        }
    }

    private static func set(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
