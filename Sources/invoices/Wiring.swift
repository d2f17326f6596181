import Accounts
import Auth
import FastCGI
import Glibc
import Invoicing
import Logging
import Service
import Store

/// Puts the rooms together as the configuration says.
struct Wiring {
    let configuration: InvoicesConfiguration
    let logger: Logger
    private let log: LogSink?

    init(_ configuration: InvoicesConfiguration, log: LogSink? = nil) {
        self.configuration = configuration
        self.log = log
        logger = .program(level: configuration.logLevel, sink: log)
    }

    /// The database, opened for writing by this process alone, made and migrated as need be.
    ///
    /// Waits so many seconds while another process has it; throws `locked` then.
    /// `onFailedSync` is called once, when nothing can be written any more until a fresh start.
    func openStore(
        lockWait: Double, inheritedLock: Int32? = nil, onFailedSync: @escaping @Sendable () -> Void = {}
    ) throws -> SQLiteStore {
        try makeDataDirectory()
        try requirePrivateFiles()
        var options = storeOptions
        options.onFailedSync = onFailedSync
        options.lockWait = lockWait
        options.inheritedLock = inheritedLock
        return try SQLiteStore(path: configuration.database, options: options, snapshot: InvoiceJSON.snapshot(of:))
    }

    /// The same for a command: at once or not at all.
    func store(
        inheritedLock: Int32? = nil, onFailedSync: @escaping @Sendable () -> Void = {}
    ) throws(OperatorError) -> SQLiteStore {
        do {
            return try openStore(lockWait: 0, inheritedLock: inheritedLock, onFailedSync: onFailedSync)
        } catch {
            throw OperatorError(opening: error)
        }
    }

    /// The database, for reading beside a service that may run.
    func storeForReading() throws(OperatorError) -> SQLiteStore {
        try dataFolder.becomeOwner()
        var options = storeOptions
        options.readOnly = true
        do {
            return try SQLiteStore(path: configuration.database, options: options, snapshot: InvoiceJSON.snapshot(of:))
        } catch {
            throw OperatorError(error.description)
        }
    }

    /// Throws where serving would fail for what the configuration names. Neither locks nor changes anything.
    func examine() throws(OperatorError) {
        _ = try TemplateFolder.templates(in: configuration.templates)
        _ = try hasher()
        try requirePrivateFiles()
        do {
            try SQLiteStore.examine(path: configuration.database)
        } catch {
            throw OperatorError(error.description)
        }
    }

    /// Root goes on as the owner of the folder of the data, whose files are to stay that owner's.
    func becomeOwner() throws(OperatorError) {
        try dataFolder.becomeOwner()
    }

    func backup() -> Backup {
        Backup(of: configuration.database, snapshot: InvoiceJSON.snapshot(of:))
    }

    func restoration() -> Restoration {
        Restoration(of: configuration.database, snapshot: InvoiceJSON.snapshot(of:))
    }

    func administration(over store: SQLiteStore) throws(OperatorError) -> Administration {
        Administration(users: store, records: store, hasher: try hasher(), clock: .system)
    }

    /// `load` is where the server says what it is doing.
    func service(
        over store: SQLiteStore, secrets: Secrets, started: WallTime, load: ServerLoad
    ) throws(OperatorError) -> Service {
        let keys = Keys(secret: secrets.current, previous: secrets.previous)
        let gauges = ServiceGauges(configuration: configuration, started: started, load: load)
        return Service(
            settings: ServiceSettings(
                registrationIsOpen: configuration.registration == .open, tokenLifetime: configuration.tokenLifetime,
                publicOrigin: configuration.publicURL, version: Version.text, started: started.text),
            invoices: store, ledgers: store, users: store, sessions: store, signInFailures: store,
            templates: try TemplateFolder.templates(in: configuration.templates), keys: keys, hasher: try hasher(),
            clock: .system, random: .secure, logger: logger, record: record, gauges: gauges.all)
    }

    /// Nil where the logger is to be told, or where nobody wants to know.
    private var record: RequestRecord.Output? {
        guard let log else { return nil }
        guard configuration.logLevel <= .info else { return { _ in } }
        return { log.add($0) }
    }

    private func hasher() throws(OperatorError) -> PasswordHasher {
        do {
            return try PasswordHasher(cost: configuration.bcryptCost, random: .secure)
        } catch {
            throw OperatorError(error.description)
        }
    }

    /// Makes the folder of the data where there is none, and goes on as its owner.
    func makeDataDirectory() throws(OperatorError) {
        try dataFolder.make()
        try dataFolder.becomeOwner()
    }

    private var dataFolder: DataFolder { DataFolder(path: configuration.dataDirectory) }

    private var storeOptions: SQLiteStore.Options {
        var options = SQLiteStore.Options()
        options.readers = configuration.workers + configuration.hashingThreads
        let logger = logger
        options.log = { logger.error("\($0)") }
        options.tellSlow = { call in
            logger.warning(
                "slow in the store",
                metadata: [
                    "operation": .string(call.operation), "statements": .stringConvertible(call.statements),
                    "ms": .stringConvertible(call.nanoseconds / 1_000_000),
                ])
        }
        return options
    }

    private func requirePrivateFiles() throws(OperatorError) {
        try PrivatePath.require(configuration.dataDirectory, "The data directory")
        for suffix in ["", "-wal", "-shm"] { try PrivatePath.require(configuration.database + suffix, "The database") }
    }
}
