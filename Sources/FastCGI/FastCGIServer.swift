import CFastCGI
import Glibc
import HTTP

/// Serves a responder over FastCGI to a web server.
///
/// All workers share one set of connections, kept connections included, and each answers one request at a time,
/// blocking. A request whose head arrives in parts, or a client that reads slowly, occupies its worker until the
/// time-out: nginx, which buffers in both directions, is part of the design.
package final class FastCGIServer: Sendable {
    /// Where the server listens.
    package enum Address: Sendable, Equatable {
        /// A socket that is listening already, inherited from the parent process: 0 under spawn-fcgi,
        /// multiwatch and systemd. It is left open at the end.
        case descriptor(Int32)
        /// A socket file with these permissions. A stale file, on which no process listens, is replaced.
        case unix(path: String, mode: UInt32)
        case tcp(host: String, port: UInt16)
    }

    package struct Options: Sendable {
        package var address: Address = .descriptor(0)
        /// The socket that the replaced server was listening on at that address; nil for a fresh start.
        package var inheritedListener: Int32?
        /// The replaced server's idle connections.
        package var inheritedConnections: [Int32] = []
        /// Threads that answer requests.
        package var workers = 8
        /// How many of them may run at the same time: by default one more than there are processors, because one
        /// of them may block after all.
        package var concurrency = sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 1
        /// Threads that answer the requests of ``Lane/hashing``.
        package var hashingThreads = 2
        /// How many of those requests may wait; further ones are refused.
        package var hashingQueue = 32
        /// In bytes; a longer body is discarded.
        package var bodyLimit = 1 << 20
        /// In seconds; for a single read or write on a connection. An idle connection never times out.
        package var ioTimeout = 30
        /// The counters that the server updates.
        package var load = ServerLoad()
        /// Returns that many bytes from a cryptographic source, for the ids of requests that have none.
        package var random: @Sendable (Int) -> [UInt8]

        package init(random: @escaping @Sendable (Int) -> [UInt8]) {
            self.random = random
        }
    }

    /// FCGX_Init must be called once, before any other function of libfcgi. 0 is success.
    private static let initialised = FCGX_Init()

    /// In milliseconds: how long the workers stay quiesced in one attempt to hand over a server that has requests
    /// in progress.
    private static let quiesceTimeout = 250
    /// In milliseconds: how long everything is served before the next attempt.
    private static let retryInterval: Int32 = 1000
    private static let maximumAttempts = 60

    private let options: Options
    private let connections: ConnectionSet
    private let signals: SignalReader
    private let responder: any Responder
    private let log: @Sendable (String) -> Void

    /// Opens the listening socket; nothing is accepted before ``run(shouldHandOver:quiesce:resume:)``.
    ///
    /// - Parameter log: Called from any thread with a sentence about a problem that only an operator can solve.
    package init(
        options: Options, responder: any Responder, log: @escaping @Sendable (String) -> Void
    ) throws(FastCGIError) {
        guard Self.initialised == 0 else { throw FastCGIError("libfcgi cannot be initialised.") }
        self.options = options
        self.responder = responder
        self.log = log
        signals = try SignalReader()
        connections = try ConnectionSet(
            listener: ListeningSocket(options.address, inherited: options.inheritedListener),
            inherited: options.inheritedConnections, ioTimeout: options.ioTimeout, load: options.load, log: log)
    }

    /// Serves until ``stop()``, SIGTERM, SIGINT or SIGQUIT; then finishes the requests in progress, closes the
    /// connections and returns. To be called once.
    ///
    /// The signals are blocked in the calling thread, and stay blocked.
    ///
    /// - Parameters:
    ///   - shouldHandOver: Called on this thread with SIGHUP and SIGUSR1; returns whether another program is to
    ///     replace this one.
    ///   - quiesce: Called on this thread before each attempt to quiesce the workers for that: returns when the
    ///     rest of the program is idle and will start nothing new.
    ///   - resume: Called on this thread after each attempt that failed.
    /// - Returns: The sockets for the other program, open for as long as this server exists; nil after an
    ///   ordinary end.
    @discardableResult
    package func run(
        shouldHandOver: (_ signal: Int32) -> Bool = { _ in false }, quiesce: () -> Void = {}, resume: () -> Void = {}
    ) -> HandoverSockets? {
        SignalReader.block()
        let hashing = HashingLane(capacity: options.hashingQueue, load: options.load)
        let limiter = ConcurrencyLimiter(options.concurrency)
        let worker = Worker(
            connections: connections, limiter: limiter, hashing: hashing, responder: responder,
            bodies: BodyReader(limit: options.bodyLimit), load: options.load, random: options.random)
        let sender = ResponseSender(connections: connections, log: log)
        let workers = (0..<options.workers).map { number in
            WorkerThread("worker \(number)") { worker.run(sender: sender) }
        }
        let hashers = (0..<options.hashingThreads).map { number in
            WorkerThread("hashing \(number)", niceness: 10) { worker.runHashing(sender: sender) }
        }
        let isHandedOver = handleSignals(shouldHandOver) {
            quiesce()
            if stopIfQuiescent(hashing) { return true }
            resume()
            return false
        }
        // Not only after the last request has finished: the next request on them belongs to the next process.
        if !isHandedOver { connections.closeIdle() }
        limiter.close()
        for thread in workers { thread.join() }
        // Only workers add to the lane: now that they have ended, it can be emptied for good.
        hashing.close()
        for thread in hashers { thread.join() }
        if isHandedOver {
            return HandoverSockets(
                listener: connections.listener.descriptor, connections: connections.idleConnections)
        }
        return nil
    }

    /// Makes ``run(shouldHandOver:quiesce:resume:)`` end. May be called from any thread, before it, and
    /// repeatedly; returns at once.
    package func stop() {
        connections.stop()
    }

    /// Returns once the server was stopped; true when it is to be handed over.
    private func handleSignals(
        _ shouldHandOver: (_ signal: Int32) -> Bool, _ attemptHandover: () -> Bool
    ) -> Bool {
        var attemptsLeft = 0
        while true {
            switch signals.next(until: connections.stopEvent, within: attemptsLeft > 0 ? Self.retryInterval : -1) {
            case .end: return false
            // multiwatch 1.0.0 sends SIGQUIT when it is told to send SIGTERM.
            case .signal(SIGTERM), .signal(SIGINT), .signal(SIGQUIT):
                stop()
                attemptsLeft = 0
            case .signal(let signal): if shouldHandOver(signal) { attemptsLeft = Self.maximumAttempts }
            case .timeout: break
            }
            guard attemptsLeft > 0 else { continue }
            if attemptHandover() { return true }
            attemptsLeft -= 1
            if attemptsLeft == 0 {
                log("The reload was abandoned: in \(Self.maximumAttempts) attempts there was always a request running.")
            }
        }
    }

    /// Stops the server if the requests in progress finish within the time-out; otherwise it continues to serve.
    private func stopIfQuiescent(_ hashing: HashingLane) -> Bool {
        let deadline = WaitDeadline(milliseconds: Self.quiesceTimeout)
        // Only workers add to the lane: while they are parked, it can only become empty.
        if connections.quiesce(options.workers, until: deadline), hashing.isEmpty(until: deadline) {
            connections.stop()
            return true
        }
        connections.resume()
        return false
    }
}
