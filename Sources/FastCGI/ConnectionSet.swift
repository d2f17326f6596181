import CFastCGI
import Glibc
import Synchronization

/// The listening socket and every connection that waits for its next request, in one epoll set
/// on which all workers wait.
///
/// A connection is either idle, which means armed in the set and known here, or it belongs to the
/// one thread that answers its request. libfcgi closes connections of its own accord only in the
/// second state; so the idle ones can be listed, closed or handed over without asking anybody.
///
/// Idle connections are never timed out. nginx closes what it no longer needs, and must be the one
/// to do so: who closes first risks the request that is on its way. Of a peer that died the kernel
/// tells us, over TCP through keep-alive probes.
final class ConnectionSet: Sendable {
    let listener: Listener
    private let epoll: Int32
    /// Readable from ``stop()`` on, and during a standstill, for everybody who waits.
    let stopEvent: Int32
    /// Ends a pause in accepting.
    private let timer: Int32
    /// In seconds; how long a read or write on a connection may take.
    private let ioTimeout: Int
    private let load: ServerLoad
    private let log: @Sendable (String) -> Void
    private let phase = Atomic(Phase.serving)
    private let standstill = Standstill()
    private let idle = Monitor<Set<Int32>>([])

    /// What a worker is to do next.
    enum Turn: Equatable {
        case connection(Int32)
        /// To call ``standStill()``.
        case standstill
    }

    private enum Phase: UInt8, AtomicRepresentable {
        case serving, standing, stopping
    }

    /// - Parameter inherited: Idle connections of the server whose place this one takes.
    init(
        listener: Listener, inherited: [Int32], ioTimeout: Int, load: ServerLoad,
        log: @escaping @Sendable (String) -> Void
    ) throws(FastCGIFault) {
        self.listener = listener
        self.ioTimeout = ioTimeout
        self.load = load
        self.log = log
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        stopEvent = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        guard watch(stopEvent, EPOLLIN.rawValue), watch(timer, EPOLLIN.rawValue), watchListener() else {
            throw FastCGIFault(system: "The connections cannot be watched")
        }
        for connection in inherited { adopt(connection) }
    }

    deinit {
        closeIdle()
        for descriptor in [epoll, stopEvent, timer] { close(descriptor) }
    }

    /// Waits for a connection with something to read, and gives it to the caller.
    ///
    /// - Returns: nil once the set was stopped. What is ready then stays unread.
    func next() -> Turn? {
        while true {
            var event = epoll_event()
            let count = epoll_wait(epoll, &event, 1, -1)
            switch phase.load(ordering: .acquiring) {
            case .serving: break
            case .standing:
                if count == 1 { leaveForLater(event.data.fd) }
                return .standstill
            case .stopping: return nil
            }
            // Nothing but EINTR, after the process was suspended, comes without an event.
            guard count == 1 else { continue }
            switch event.data.fd {
            case listener.descriptor:
                accept()
            case timer:
                resumeAccepting()
            case let connection:
                // It is not there when it was closed in between.
                if forget(connection) { return .connection(connection) }
            }
        }
    }

    /// Waits until the standstill is over, for whatever reason.
    func standStill() {
        standstill.stand()
    }

    /// Takes a connection back whose request was answered; closes it when there are to be no more.
    func rest(_ connection: Int32) {
        guard phase.load(ordering: .acquiring) != .stopping else {
            close(connection)
            return
        }
        arm(connection, EPOLL_CTL_MOD)
    }

    /// Ends all waiting, now and later. May be called from any thread, and again.
    func stop() {
        phase.store(.stopping, ordering: .releasing)
        eventfd_write(stopEvent, 1)
        standstill.release()
    }

    /// Lets no worker begin anything more, so that all of them come to stand still.
    ///
    /// - Returns: Whether so many do, at the deadline at the latest. Otherwise they may be told to ``resume()``.
    func halt(_ workers: Int, until deadline: Deadline) -> Bool {
        standstill.call()
        _ = phase.compareExchange(expected: .serving, desired: .standing, ordering: .acquiringAndReleasing)
        eventfd_write(stopEvent, 1)
        return standstill.isReached(by: workers, until: deadline)
    }

    /// Ends a standstill, unless ``stop()`` has done so for good.
    func resume() {
        var count: eventfd_t = 0
        eventfd_read(stopEvent, &count)
        let (wasStanding, _) = phase.compareExchange(
            expected: .standing, desired: .serving, ordering: .acquiringAndReleasing)
        // Stopped in the meantime: what was read above may have been the news of it.
        if !wasStanding { eventfd_write(stopEvent, 1) }
        standstill.release()
    }

    /// The connections that no thread is answering, in order.
    var idleConnections: [Int32] {
        idle.update { $0.sorted() }
    }

    /// Closes the connections that no thread is answering.
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
            // Another worker was faster, or the client is gone already.
            if [EAGAIN, EINTR, ECONNABORTED].contains(errno) { return }
            pauseAccepting()
            return
        }
        // Not read at once: a client that connects and sends nothing must not hold a worker.
        add(connection)
    }

    /// Anything but a connection is left alone.
    private func adopt(_ connection: Int32) {
        guard Listener.option(SO_TYPE, of: connection) == Int32(SOCK_STREAM.rawValue),
            Listener.option(SO_ACCEPTCONN, of: connection) == 0
        else { return }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        add(connection)
    }

    private func add(_ connection: Int32) {
        // Reads and writes are libfcgi's and block; these bound how long.
        set(SO_RCVTIMEO, of: connection, to: timeval(tv_sec: ioTimeout, tv_usec: 0))
        set(SO_SNDTIMEO, of: connection, to: timeval(tv_sec: ioTimeout, tv_usec: 0))
        if listener.isTCP {
            set(SO_KEEPALIVE, of: connection, to: Int32(1))
            set(TCP_NODELAY, level: Int32(IPPROTO_TCP), of: connection, to: Int32(1))
        }
        arm(connection, EPOLL_CTL_ADD)
    }

    /// What it told of a connection it would not tell again.
    private func leaveForLater(_ descriptor: Int32) {
        guard ![listener.descriptor, timer, stopEvent].contains(descriptor) else { return }
        _ = watch(descriptor, EPOLLIN.rawValue | EPOLLONESHOT.rawValue, EPOLL_CTL_MOD)
    }

    private func arm(_ connection: Int32, _ operation: Int32) {
        // Known before it is armed: from that moment another thread may take it.
        idle.update {
            $0.insert(connection)
            load.setIdle($0.count)
        }
        guard watch(connection, EPOLLIN.rawValue | EPOLLONESHOT.rawValue, operation) else {
            forget(connection)
            close(connection)
            return
        }
    }

    /// The connection is a worker's now, or closed.
    /// - Returns: Whether it was known.
    @discardableResult
    private func forget(_ connection: Int32) -> Bool {
        idle.update { idle in
            defer { load.setIdle(idle.count) }
            return idle.remove(connection) != nil
        }
    }

    /// Out of descriptors or memory: looks away for a tenth of a second. The waiting connection
    /// would otherwise wake the workers again and again, who have others to answer.
    private func pauseAccepting() {
        log("Connections cannot be accepted for now: \(String(cString: strerror(errno)))")
        epoll_ctl(epoll, EPOLL_CTL_DEL, listener.descriptor, nil)
        var pause = itimerspec(it_interval: timespec(), it_value: timespec(tv_sec: 0, tv_nsec: 100_000_000))
        timerfd_settime(timer, 0, &pause, nil)
    }

    private func resumeAccepting() {
        var expirations: UInt64 = 0
        // Fails in all but the first of the workers that the timer woke.
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
