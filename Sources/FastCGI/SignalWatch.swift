import CFastCGI
import Glibc

/// Signals as something to read instead of something that interrupts.
///
/// libfcgi does not repeat a read or write that a signal interrupted, so that one would kill the
/// request it meets. All of a program's threads therefore block these signals.
package final class SignalWatch: Sendable {
    private static let watched = [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1]

    private let descriptor: Int32

    /// Blocks SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 and SIGPIPE in the calling thread and in all
    /// that it starts from now on. To be called first thing in a program, before anything starts a thread.
    package static func block() {
        var signals = set(of: watched + [SIGPIPE])
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    init() throws(FastCGIFault) {
        var signals = Self.set(of: Self.watched)
        descriptor = signalfd(-1, &signals, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard descriptor >= 0 else { throw FastCGIFault(system: "Signals cannot be watched") }
    }

    deinit {
        close(descriptor)
    }

    enum Event: Equatable {
        case signal(Int32)
        /// The time is over.
        case timeout
        /// There are no more signals.
        case end
    }

    /// Waits for the next signal.
    ///
    /// - Parameters:
    ///   - end: A descriptor; once it can be read, there are no more signals.
    ///   - milliseconds: How long to wait; -1 for as long as it takes.
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
