import ArgumentParser
import Auth
import FastCGI
import Glibc
import Invoicing
import Logging
import Store

struct ServeCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves over FastCGI, or answers the one request of a CGI call.",
        discussion: """
            It takes connections on descriptor 0, as spawn-fcgi, multiwatch and systemd pass it, or \
            where INVOICES_LISTEN says. SIGTERM and SIGINT let it finish what it has begun and exit \
            with 0. After a failed sync of the database it does the same, and exits with 74: it is to be \
            started again. One process at a time serves a database.

            SIGHUP lets it execute the program anew, as it is installed by then, in the same process: \
            with its sockets and its kept connections, so that no request is lost. A program or a \
            configuration that --check finds fault with is refused, and the old one goes on.

            EXAMPLES:
              spawn-fcgi -s /run/invoices.sock -M 0660 -n -- invoices serve
              INVOICES_LISTEN=tcp:127.0.0.1:9000 invoices serve
            """)

    @Flag(help: "Look whether it could serve, beside a service that runs, and exit.")
    var check = false

    /// How many seconds a CGI call waits for the one before it to end.
    private static let cgiLockWait = 5.0

    func run(_ launch: Launch) throws {
        // Before anything starts a thread, which would take the signals instead.
        SignalWatch.block()
        var reader = try ConfigurationReader(environment: launch.environment)
        let wiring = Wiring(InvoicesConfiguration(&reader))
        let found = SecretReader.secrets(&reader, dataDirectory: wiring.configuration.dataDirectory)
        let secrets = try reader.finished(found)
        for name in wiring.configuration.unknownNames {
            wiring.logger.warning("there is no such variable", metadata: ["variable": .string(name)])
        }
        if check {
            try wiring.examine()
        } else if CGI.isCGI {
            try answerOnce(wiring, secrets, launch)
        } else {
            let log = LogSink(descriptor: STDERR_FILENO)
            try serve(Wiring(wiring.configuration, log: log), secrets, launch, log)
        }
    }

    private func serve(_ wiring: Wiring, _ secrets: Secrets, _ launch: Launch, _ log: LogSink) throws {
        let configuration = wiring.configuration
        let logger = wiring.logger
        let received = try Handover.received(launch.handover)
        // Ends as if told to: what runs is answered, and the supervisor starts the program again.
        let store = try wiring.store(inheritedLock: received?.lock, onFailedSync: { kill(getpid(), SIGTERM) })
        let options = Self.options(configuration, received)
        let server = try FastCGIServer(
            options: options,
            responder: try wiring.service(over: store, secrets: secrets, started: launch.time, load: options.load)
        ) { logger.error("\($0)") }
        let control = try ControlServer(
            in: configuration.dataDirectory, inherited: received?.control(in: configuration.dataDirectory),
            administration: wiring.administration(over: store), logger: logger)
        control.start()
        logger.notice(
            received == nil ? "started" : "reloaded",
            metadata: ["version": .string(Version.text), "process": .stringConvertible(getpid())])
        // An administrator's request is finished while the others are still served.
        let inheritance = server.run { signal in
            signal == SIGHUP && Self.isReadyForReload(logger)
        } pause: {
            control.pause()
        } resume: {
            control.resume()
        }
        if let inheritance, let lock = store.lockDescriptor, !store.hasFailedSync {
            let handover = Handover(
                process: getpid(), listener: inheritance.listener, address: configuration.listener.text,
                connections: inheritance.connections, control: control.descriptor,
                directory: configuration.dataDirectory, lock: lock)
            log.flush()
            // The store is not closed, which would sync its whole log: the next program goes on with it.
            throw withExtendedLifetime((server, control, store)) { handover.execute() }
        }
        control.stop()
        logger.notice("stopped")
        if store.hasFailedSync {
            // Not closed: SQLite would go on from what it takes to be on the disk. A start reads the whole log anew.
            withExtendedLifetime(store) { Glibc.exit(EX_IOERR) }
        }
    }

    private static func options(_ configuration: InvoicesConfiguration, _ received: Handover?) -> FastCGIServer.Options
    {
        var options = FastCGIServer.Options(random: RandomSource.secure.bytes)
        options.listener = configuration.listener.address
        options.inheritedListener = received?.listener(at: configuration.listener.text)
        options.inheritedConnections = received?.connections ?? []
        options.workers = configuration.workers
        options.hashingThreads = configuration.hashingThreads
        options.hashingQueue = configuration.hashingQueue
        options.bodyLimit = configuration.bodyLimit
        return options
    }

    /// Tries the program as it is installed now; what speaks against it is logged.
    private static func isReadyForReload(_ logger: Logger) -> Bool {
        do {
            try Trial.ofThisProgram.run()
            return true
        } catch {
            logger.error("not reloaded", metadata: ["reason": .string(error.description)])
            return false
        }
    }

    private func answerOnce(_ wiring: Wiring, _ secrets: Secrets, _ launch: Launch) throws {
        let limit = wiring.configuration.bodyLimit
        let isComplete: Bool
        do {
            let store = try wiring.openStore(lockWait: Self.cgiLockWait)
            let service = try wiring.service(
                over: store, secrets: secrets, started: launch.time, load: ServerLoad())
            isComplete = CGI.answer(with: service, bodyLimit: limit, random: RandomSource.secure.bytes)
        } catch StoreError.locked {
            isComplete = CGI.answer(with: BusyResponder(), bodyLimit: limit, random: RandomSource.secure.bytes)
        }
        guard isComplete else { throw ExitCode.failure }
    }
}

extension InvoicesConfiguration.Listener {
    /// A socket in the file system is for the owner and the group, which is the web server's.
    fileprivate var address: FastCGIServer.Listener {
        switch self {
        case .inherited: .descriptor(0)
        case .unix(let path): .unix(path: path, mode: 0o660)
        case .tcp(let host, let port): .tcp(host: host, port: port)
        }
    }
}
