import Administration
import ArgumentParser
import Auth
import DatabaseFiles
import FastCGI
import Glibc
import Logging
import Primitives
import SQLiteStore

struct ServeCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves over FastCGI, or answers the request of a CGI call.",
        discussion: """
            It listens on descriptor 0, as passed by spawn-fcgi, multiwatch and systemd, or on the address in \
            INVOICES_LISTEN. On SIGTERM and SIGINT it finishes the requests in progress and exits with 0. After \
            a failed sync of the database it does the same, but exits with 74: it has to be started again. Only \
            one process at a time can serve a database.

            On SIGHUP it replaces itself, in the same process, with the program that is installed then. Its \
            sockets and open connections are kept, so that no request is lost. If --check fails for that \
            program or its configuration, the running one continues instead.

            EXAMPLES:
              spawn-fcgi -s /run/invoices.sock -M 0660 -n -- invoices serve
              INVOICES_LISTEN=tcp:127.0.0.1:9000 invoices serve
            """)

    @Flag(help: "Only check whether it could serve, even while a service is running, and exit.")
    var check = false

    /// In seconds: how long a CGI call waits for another one to release the database.
    private static let cgiLockTimeout = 5.0

    func run(_ launch: Launch) throws {
        // Before any thread is started, which would receive the signals instead.
        SignalReader.block()
        var reader = try ConfigurationReader(environment: launch.environment)
        let wiring = Wiring(InvoicesConfiguration(&reader))
        let found = SecretReader.secrets(&reader, dataDirectory: wiring.configuration.dataDirectory)
        let secrets = try reader.finished(found)
        for name in wiring.configuration.unknownNames {
            wiring.logger.warning("unknown variable", metadata: ["variable": .string(name)])
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
        // Shuts down as on SIGTERM: requests in progress are answered, and the supervisor starts the program again.
        let database = try wiring.database(inheritedLock: received?.lock, onFailedSync: { kill(getpid(), SIGTERM) })
        let store = database.store
        let options = Self.options(configuration, received)
        let server = try FastCGIServer(
            options: options,
            responder: try wiring.service(over: store, secrets: secrets, started: launch.time, load: options.load)
        ) { logger.error("\($0)") }
        let control = try ControlServer(
            in: configuration.dataDirectory, inherited: received?.control(in: configuration.dataDirectory),
            dispatcher: wiring.dispatcher(over: store), logger: logger)
        let answers = AnswerMaintenance(store: store, logger: logger)
        control.start()
        answers.start()
        logger.notice(
            received == nil ? "started" : "reloaded",
            metadata: ["version": .string(Version.text), "process": .stringConvertible(getpid())])
        // The administrator's request is finished first, while others are still served.
        let sockets = server.run { signal in
            signal == SIGHUP && Self.passesPreflight(logger)
        } quiesce: {
            control.quiesce()
            answers.stop()
        } resume: {
            control.resume()
            answers.start()
        }
        if let sockets, let lock = database.lockDescriptor, !store.hasFailedSync {
            let handover = Handover(
                process: getpid(), listener: sockets.listener, address: configuration.listenAddress.text,
                connections: sockets.connections, control: control.descriptor,
                directory: configuration.dataDirectory, lock: lock)
            log.flush()
            // The store is not closed, which would checkpoint the whole log: the next program continues with it.
            throw withExtendedLifetime((server, control, database)) { handover.execute() }
        }
        control.stop()
        answers.stop()
        logger.notice("stopped")
        if store.hasFailedSync {
            // Not closed: SQLite would rely on what it assumes to be on the disk. The next start reads the whole log.
            withExtendedLifetime(database) { Glibc.exit(EX_IOERR) }
        }
    }

    private static func options(_ configuration: InvoicesConfiguration, _ received: Handover?) -> FastCGIServer.Options
    {
        var options = FastCGIServer.Options(random: RandomSource.secure.bytes)
        options.address = configuration.listenAddress.serverAddress
        options.inheritedListener = received?.listener(at: configuration.listenAddress.text)
        options.inheritedConnections = received?.connections ?? []
        options.workers = configuration.workers
        options.hashingThreads = configuration.hashingThreads
        options.hashingQueue = configuration.hashingQueue
        options.bodyLimit = configuration.bodyLimit
        return options
    }

    /// Whether the program that is installed now could serve; if not, the reason is logged.
    private static func passesPreflight(_ logger: Logger) -> Bool {
        do {
            try Preflight.ofThisProgram.run()
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
            let database = try wiring.openDatabase(lockTimeout: Self.cgiLockTimeout)
            let service = try wiring.service(
                over: database.store, secrets: secrets, started: launch.time, load: ServerLoad())
            isComplete = CGI.answer(with: service, bodyLimit: limit, random: RandomSource.secure.bytes)
        } catch DatabaseFileError.locked {
            isComplete = CGI.answer(
                with: DatabaseLockedResponder(), bodyLimit: limit, random: RandomSource.secure.bytes)
        }
        guard isComplete else { throw ExitCode.failure }
    }
}

extension InvoicesConfiguration.ListenAddress {
    /// A socket file is accessible to its owner and its group, which is the web server's.
    fileprivate var serverAddress: FastCGIServer.Address {
        switch self {
        case .inherited: .descriptor(0)
        case .unix(let path): .unix(path: path, mode: 0o660)
        case .tcp(let host, let port): .tcp(host: host, port: port)
        }
    }
}
