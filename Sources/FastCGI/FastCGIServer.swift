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

    private let options: Options
    private let connections: ConnectionSet
    private let signals: SignalWatch
    private let responder: any Responder
    private let log: @Sendable (String) -> Void

    /// Opens the listening socket; nothing is accepted before ``run(onSignal:)``.
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
            listener: FastCGI.Listener(options.listener), ioTimeout: options.ioTimeout, load: options.load, log: log)
    }

    /// Serves until ``stop()``, SIGTERM, SIGINT or SIGQUIT; then finishes the requests that were begun,
    /// closes the connections and returns. To be called once.
    ///
    /// The watched signals are blocked in the calling thread, and stay so.
    ///
    /// - Parameter onSignal: Called on this thread with SIGHUP and SIGUSR1.
    package func run(onSignal: (_ signal: Int32) -> Void = { _ in }) {
        SignalWatch.block()
        let places = RunningPlaces(options.places)
        let worker = Worker(
            connections: connections, places: places,
            hashing: HashingLane(capacity: options.hashingQueue, load: options.load), responder: responder,
            bodies: BodyReader(limit: options.bodyLimit), load: options.load, random: options.random)
        let delivery = Delivery(connections: connections, log: log)
        let workers = (0..<options.workers).map { number in
            WorkerThread("worker \(number)") { worker.run(delivery: delivery) }
        }
        let hashers = (0..<options.hashingThreads).map { number in
            WorkerThread("hashing \(number)", niceness: 10) { worker.runHashing(delivery: delivery) }
        }
        while let signal = signals.next(until: connections.stopEvent) {
            // SIGQUIT is what multiwatch 1.0.0 sends when it is told to send SIGTERM.
            if [SIGTERM, SIGINT, SIGQUIT].contains(signal) { stop() } else { onSignal(signal) }
        }
        places.close()
        for thread in workers { thread.join() }
        // Only workers fill the lane: now that they are gone, it can be emptied for good.
        worker.hashing.close()
        for thread in hashers { thread.join() }
        connections.closeIdle()
    }

    /// Lets ``run(onSignal:)`` end. May be called from any thread, before it and again; returns at once.
    package func stop() {
        connections.stop()
    }
}
