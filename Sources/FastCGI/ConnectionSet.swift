import CFastCGI
import Glibc
import Synchronization

/// The listening socket and all idle connections, in one epoll set on which all workers wait.
///
/// A connection is either idle, that is, armed in the epoll set and listed here, or it belongs to the one thread
/// that answers its request. libfcgi closes connections by itself only in the second state; so the idle ones can
/// be listed, closed or handed over without synchronisation with other threads.
///
/// Idle connections never time out. nginx closes those that it no longer needs, and must be the side to do so:
/// closing first can lose a request that is already being sent. The kernel reports dead peers, over TCP by means
/// of keep-alive probes.
final class ConnectionSet: Sendable {
    let listener: ListeningSocket
    private let epoll: Int32
    /// Readable from ``stop()`` on, and while the set is quiesced; wakes all threads that wait.
    let stopEvent: Int32
    /// Ends a pause in accepting.
    private let timer: Int32
    /// In seconds; the time-out of a single read or write on a connection.
    private let ioTimeout: Int
    private let load: ServerLoad
    private let log: @Sendable (String) -> Void
    private let phase = Atomic(Phase.serving)
    private let quiescence = Quiescence()
    private let idle = Monitor<Set<Int32>>([])

    /// What a worker is to do next.
    enum Assignment: Equatable {
        /// To answer the request on a connection.
        case request(Int32)
        /// To call ``park()``.
        case park
    }

    private enum Phase: UInt8, AtomicRepresentable {
        case serving, quiescing, stopping
    }

    /// - Parameter inherited: Idle connections of the server that this one replaces.
    init(
        listener: ListeningSocket, inherited: [Int32], ioTimeout: Int, load: ServerLoad,
        log: @escaping @Sendable (String) -> Void
    ) throws(FastCGIError) {
        self.listener = listener
        self.ioTimeout = ioTimeout
        self.load = load
        self.log = log
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        stopEvent = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        guard watch(stopEvent, EPOLLIN.rawValue), watch(timer, EPOLLIN.rawValue), watchListener() else {
            throw FastCGIError(system: "The connections cannot be monitored")
        }
        for connection in inherited { adopt(connection) }
    }

    deinit {
        closeIdle()
        for descriptor in [epoll, stopEvent, timer] { close(descriptor) }
    }

    /// Waits for a readable connection and passes it to the caller.
    ///
    /// - Returns: nil once the set was stopped; connections that are readable then are not read.
    func next() -> Assignment? {
        while true {
            var event = epoll_event()
            let count = epoll_wait(epoll, &event, 1, -1)
            switch phase.load(ordering: .acquiring) {
            case .serving: break
            case .quiescing:
                if count == 1 { rearm(event.data.fd) }
                return .park
            case .stopping: return nil
            }
            // Without an event it can only be EINTR, after the process was suspended.
            guard count == 1 else { continue }
            switch event.data.fd {
            case listener.descriptor:
                accept()
            case timer:
                resumeAccepting()
            case let connection:
                // It is not listed when it was closed in between.
                if removeIdle(connection) { return .request(connection) }
            }
        }
    }

    /// Blocks the calling worker until ``resume()`` or ``stop()``.
    func park() {
        quiescence.park()
    }

    /// Takes back a connection whose request was answered; closes it when the set was stopped.
    func returnToIdle(_ connection: Int32) {
        guard phase.load(ordering: .acquiring) != .stopping else {
            close(connection)
            return
        }
        arm(connection, EPOLL_CTL_MOD)
    }

    /// Ends all current and future waits. May be called from any thread, and repeatedly.
    func stop() {
        phase.store(.stopping, ordering: .releasing)
        eventfd_write(stopEvent, 1)
        quiescence.end()
    }

    /// Lets no worker begin another request, so that all of them park.
    ///
    /// - Returns: Whether that number of workers were parked by the deadline. If not, call ``resume()``.
    func quiesce(_ workers: Int, until deadline: WaitDeadline) -> Bool {
        quiescence.request()
        _ = phase.compareExchange(expected: .serving, desired: .quiescing, ordering: .acquiringAndReleasing)
        eventfd_write(stopEvent, 1)
        return quiescence.isReached(by: workers, until: deadline)
    }

    /// Lets the workers continue, unless ``stop()`` was called.
    func resume() {
        var count: eventfd_t = 0
        eventfd_read(stopEvent, &count)
        let (wasQuiescing, _) = phase.compareExchange(
            expected: .quiescing, desired: .serving, ordering: .acquiringAndReleasing)
        // It was stopped in the meantime, and the event that was read above may have been the one of stop().
        if !wasQuiescing { eventfd_write(stopEvent, 1) }
        quiescence.end()
    }

    /// The connections without a request in progress, in ascending order.
    var idleConnections: [Int32] {
        idle.update { $0.sorted() }
    }

    /// Closes the connections without a request in progress.
    func closeIdle() {
        let connections = idle.update { idle in
            defer { idle = [] }
            return idle
        }
        for connection in connections { close(connection) }
    }
}

extension ConnectionSet {
    private func accept() {
        let connection = accept4(listener.descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        guard connection >= 0 else {
            // Another worker was faster, or the client has disconnected already.
            if [EAGAIN, EINTR, ECONNABORTED].contains(errno) { return }
            pauseAccepting()
            return
        }
        // Not read at once: a client that connects and sends nothing must not occupy a worker.
        add(connection)
    }

    /// Ignores descriptors that are not connections.
    private func adopt(_ connection: Int32) {
        guard ListeningSocket.option(SO_TYPE, of: connection) == Int32(SOCK_STREAM.rawValue),
            ListeningSocket.option(SO_ACCEPTCONN, of: connection) == 0
        else { return }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        add(connection)
    }

    private func add(_ connection: Int32) {
        // libfcgi's reads and writes block; these limit for how long.
        set(SO_RCVTIMEO, of: connection, to: timeval(tv_sec: ioTimeout, tv_usec: 0))
        set(SO_SNDTIMEO, of: connection, to: timeval(tv_sec: ioTimeout, tv_usec: 0))
        if listener.isTCP {
            set(SO_KEEPALIVE, of: connection, to: Int32(1))
            set(TCP_NODELAY, level: Int32(IPPROTO_TCP), of: connection, to: Int32(1))
        }
        arm(connection, EPOLL_CTL_ADD)
    }

    /// Makes epoll report a connection again: without this, EPOLLONESHOT would have reported it for the last time.
    private func rearm(_ descriptor: Int32) {
        guard ![listener.descriptor, timer, stopEvent].contains(descriptor) else { return }
        _ = watch(descriptor, EPOLLIN.rawValue | EPOLLONESHOT.rawValue, EPOLL_CTL_MOD)
    }

    private func arm(_ connection: Int32, _ operation: Int32) {
        // Listed before it is armed: from that moment on another thread may take it.
        idle.update {
            $0.insert(connection)
            load.setIdle($0.count)
        }
        guard watch(connection, EPOLLIN.rawValue | EPOLLONESHOT.rawValue, operation) else {
            removeIdle(connection)
            close(connection)
            return
        }
    }

    /// Removes a connection that now belongs to a worker, or is closed.
    /// - Returns: Whether it was listed.
    @discardableResult
    private func removeIdle(_ connection: Int32) -> Bool {
        idle.update { idle in
            defer { load.setIdle(idle.count) }
            return idle.remove(connection) != nil
        }
    }

    /// Stops accepting for a tenth of a second when descriptors or memory have run out. The pending connection
    /// would otherwise wake the workers again and again.
    private func pauseAccepting() {
        log("Connections cannot be accepted at the moment: \(String(cString: strerror(errno)))")
        epoll_ctl(epoll, EPOLL_CTL_DEL, listener.descriptor, nil)
        var pause = itimerspec(it_interval: timespec(), it_value: timespec(tv_sec: 0, tv_nsec: 100_000_000))
        timerfd_settime(timer, 0, &pause, nil)
    }

    private func resumeAccepting() {
        var expirations: UInt64 = 0
        // Succeeds only in the first of the workers that the timer woke.
        guard Glibc.read(timer, &expirations, MemoryLayout<UInt64>.size) > 0 else { return }
        _ = watchListener()
    }

    private func watchListener() -> Bool {
        watch(listener.descriptor, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
    }

    private func watch(_ descriptor: Int32, _ events: UInt32, _ operation: Int32 = EPOLL_CTL_ADD) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    private func set<Value: BitwiseCopyable>(
        _ option: Int32, level: Int32 = SOL_SOCKET, of connection: Int32, to value: Value
    ) {
        var value = value
        setsockopt(connection, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }
}
