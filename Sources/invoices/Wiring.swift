import Accounts
import Auth
import Invoicing
import Logging
import Service
import Store

/// Puts the rooms together as the configuration says.
struct Wiring {
    let configuration: InvoicesConfiguration
    let logger: Logger

    init(_ configuration: InvoicesConfiguration) {
        self.configuration = configuration
        logger = .program(level: configuration.logLevel)
    }

    /// The database, opened for writing by this process alone, made and migrated as need be.
    ///
    /// Waits so many seconds while another process has it; throws `locked` then.
    func openStore(lockWait: Double) throws -> SQLiteStore {
        try makeDataDirectory()
        var options = storeOptions
        options.lockWait = lockWait
        return try SQLiteStore(path: configuration.database, options: options, snapshot: InvoiceJSON.snapshot(of:))
    }

    /// The same for a command: at once or not at all.
    func store() throws(OperatorError) -> SQLiteStore {
        do {
            return try openStore(lockWait: 0)
        } catch let error as OperatorError {
            throw error
        } catch StoreError.locked(let path, let process) {
            throw OperatorError("\(StoreError.locked(path: path, by: process)) Stop the service first.")
        } catch {
            throw OperatorError(String(describing: error))
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

    func administration(over store: SQLiteStore) throws(OperatorError) -> Administration {
        Administration(users: store, records: store, hasher: try hasher(), clock: .system)
    }

    func service(over store: SQLiteStore, secrets: Secrets, started: WallTime) throws(OperatorError) -> Service {
        let keys = Keys(secret: secrets.current, previous: secrets.previous)
        return Service(
            settings: ServiceSettings(
                registrationIsOpen: configuration.registration == .open, tokenLifetime: configuration.tokenLifetime,
                publicOrigin: configuration.publicURL, version: Version.text, started: started.text),
            invoices: store, ledgers: store, users: store, sessions: store,
            templates: try TemplateFolder.templates(in: configuration.templates), keys: keys, hasher: try hasher(),
            clock: .system, random: .secure, logger: logger)
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
        return options
    }
}
