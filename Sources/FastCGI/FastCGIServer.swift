import CFastCGI
import Glibc
import HTTP

/// Serves a responder over FastCGI to a web server in front.
///
/// Workers share one set of connections, the kept ones among them, and each answers one request at
/// a time, blocking. A request whose head arrives in parts, or a client that reads slowly, holds its
/// worker for as long as the time-out allows: nginx, which buffers both ways, is part of the design.
package final class FastCGIServer: Sendable {
    /// Where the web server connects to.
    package enum Listener: Sendable, Equatable {
        /// A socket that listens already, handed down by who started the program: 0 under spawn-fcgi,
        /// multiwatch and systemd. It is left open at the end.
        case descriptor(Int32)
        /// A socket in the file system, with these permissions. A file that nobody listens on any more is replaced.
        case unix(path: String, mode: UInt32)
        case tcp(host: String, port: UInt16)
    }

    package struct Options: Sendable {
        package var listener: Listener = .descriptor(0)
        /// The socket that listens there already; left by the server whose place this one takes …
        package var inheritedListener: Int32?
        /// … and so are these connections.
        package var inheritedConnections: [Int32] = []
        /// Threads that answer requests.
        package var workers = 8
        /// How many of them run at once: one more than there are processors, for one that waits after all.
        package var places = sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 1
        /// Threads that answer the requests of ``Lane/hashing``.
        package var hashingThreads = 2
        /// How many of those may wait; more are refused.
        package var hashingQueue = 32
        /// In bytes; a longer body is thrown away unread.
        package var bodyLimit = 1 << 20
        /// In seconds; for a single read or write on a connection. A connection without a request may rest for ever.
        package var ioTimeout = 30
        /// Where the server says what it is doing.
        package var load = ServerLoad()
        /// Gives so many bytes from a cryptographic source, for the ids of requests that bring none.
        package var random: @Sendable (Int) -> [UInt8]

        package init(random: @escaping @Sendable (Int) -> [UInt8]) {
            self.random = random
        }
    }

    /// FCGX_Init must be called once, before anything else of libfcgi. 0 is success.
    private static let initialised = FCGX_Init()

    /// For so many milliseconds the workers stand still, that a server with work under way can be handed over …
    private static let standstill = 250
    /// … after so many, in which everything is served, they do it again …
    private static let interval: Int32 = 1000
    /// … and so many times in all.
    private static let attempts = 60

    private let options: Options
    private let connections: ConnectionSet
    private let signals: SignalWatch
    private let responder: any Responder
    private let log: @Sendable (String) -> Void

    /// Opens the listening socket; nothing is accepted before ``run(shouldHandOver:pause:resume:)``.
    ///
    /// - Parameter log: Told in a sentence, from any thread, what only an operator can mend.
    package init(
        options: Options, responder: any Responder, log: @escaping @Sendable (String) -> Void
    ) throws(FastCGIFault) {
        guard Self.initialised == 0 else { throw FastCGIFault("libfcgi cannot be initialised.") }
        self.options = options
        self.responder = responder
        self.log = log
        signals = try SignalWatch()
        connections = try ConnectionSet(
            listener: FastCGI.Listener(options.listener, inherited: options.inheritedListener),
            inherited: options.inheritedConnections, ioTimeout: options.ioTimeout, load: options.load, log: log)
    }

    /// Serves until ``stop()``, SIGTERM, SIGINT or SIGQUIT; then finishes the requests that were begun,
    /// closes the connections and returns. To be called once.
    ///
    /// The watched signals are blocked in the calling thread, and stay so.
    ///
    /// - Parameters:
    ///   - shouldHandOver: Called on this thread with SIGHUP and SIGUSR1; says whether another program is to
    ///     take this one's place.
    ///   - pause: Called on this thread before each attempt to come to a standstill for that: returns when nothing
    ///     else is under way, and nothing will begin.
    ///   - resume: Called on this thread behind each attempt that failed.
    /// - Returns: What that program is left, its descriptors open for as long as this server lives;
    ///   nil after an ordinary end.
    @discardableResult
    package func run(
        shouldHandOver: (_ signal: Int32) -> Bool = { _ in false }, pause: () -> Void = {}, resume: () -> Void = {}
    ) -> Inheritance? {
        SignalWatch.block()
        let hashing = HashingLane(capacity: options.hashingQueue, load: options.load)
        let places = RunningPlaces(options.places)
        let worker = Worker(
            connections: connections, places: places, hashing: hashing, responder: responder,
            bodies: BodyReader(limit: options.bodyLimit), load: options.load, random: options.random)
        let delivery = Delivery(connections: connections, log: log)
        let workers = (0..<options.workers).map { number in
            WorkerThread("worker \(number)") { worker.run(delivery: delivery) }
        }
        let hashers = (0..<options.hashingThreads).map { number in
            WorkerThread("hashing \(number)", niceness: 10) { worker.runHashing(delivery: delivery) }
        }
        let isHandedOver = heedSignals(shouldHandOver) {
            pause()
            if stopAtStandstill(hashing) { return true }
            resume()
            return false
        }
        // Now, and not only when the last request is finished: who asks next is to wait for the next process.
        if !isHandedOver { connections.closeIdle() }
        places.close()
        for thread in workers { thread.join() }
        // Only workers fill the lane: now that they are gone, it can be emptied for good.
        hashing.close()
        for thread in hashers { thread.join() }
        if isHandedOver {
            return Inheritance(listener: connections.listener.descriptor, connections: connections.idleConnections)
        }
        return nil
    }

    /// Lets ``run(shouldHandOver:pause:resume:)`` end. May be called from any thread, before it and again;
    /// returns at once.
    package func stop() {
        connections.stop()
    }

    /// Returns once the server was stopped; says whether it is to be handed over.
    private func heedSignals(_ shouldHandOver: (_ signal: Int32) -> Bool, _ hasStopped: () -> Bool) -> Bool {
        var attemptsLeft = 0
        while true {
            switch signals.next(until: connections.stopEvent, within: attemptsLeft > 0 ? Self.interval : -1) {
            case .end: return false
            // SIGQUIT is what multiwatch 1.0.0 sends when it is told to send SIGTERM.
            case .signal(SIGTERM), .signal(SIGINT), .signal(SIGQUIT):
                stop()
                attemptsLeft = 0
            case .signal(let signal): if shouldHandOver(signal) { attemptsLeft = Self.attempts }
            case .timeout: break
            }
            guard attemptsLeft > 0 else { continue }
            if hasStopped() { return true }
            attemptsLeft -= 1
            if attemptsLeft == 0 { log("Requests have been running all the while: the reload is given up.") }
        }
    }

    /// Stops the server if what is under way ends within a moment; otherwise it serves on.
    private func stopAtStandstill(_ hashing: HashingLane) -> Bool {
        let deadline = Deadline(milliseconds: Self.standstill)
        // Only workers fill the lane: while they stand, it can but become empty.
        if connections.halt(options.workers, until: deadline), hashing.isEmpty(until: deadline) {
            connections.stop()
            return true
        }
        connections.resume()
        return false
    }
}
