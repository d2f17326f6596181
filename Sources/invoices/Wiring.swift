import Accounts
import Administration
import Application
import Auth
import DatabaseFiles
import Logging
import Primitives
import Web

/// Connects the program's parts according to the configuration.
///
/// `Wiring+Store.swift` opens the database; `Wiring+Service.swift` builds what answers requests.
struct Wiring {
    let configuration: InvoicesConfiguration
    let logger: Logger
    private let log: LogSink?

    init(_ configuration: InvoicesConfiguration, log: LogSink? = nil) {
        self.configuration = configuration
        self.log = log
        logger = .program(level: configuration.logLevel, sink: log)
    }

    /// Throws if serving would fail because of something that the configuration names. Neither locks nor changes
    /// anything.
    func examine() throws(OperatorError) {
        _ = try TemplateDirectory.templates(in: configuration.templates)
        _ = try hasher()
        try requirePrivateFiles()
        try examineDatabase()
    }

    /// Performs the administrator's requests on the database itself.
    func dispatcher(over store: any Store) throws(OperatorError) -> AdministrationDispatcher {
        AdministrationDispatcher(store: store, passwords: try hasher(), clock: .system)
    }

    func hasher() throws(OperatorError) -> PasswordHasher {
        do {
            return try PasswordHasher(cost: configuration.bcryptCost, random: .secure)
        } catch {
            throw OperatorError(error.description)
        }
    }

    /// Where the lines of requests go.
    var record: RequestRecord.Output {
        guard let log else { return RequestRecord.output(to: logger) }
        guard configuration.logLevel <= .info else { return { _ in } }
        return { log.add($0) }
    }

    // MARK: Files

    /// Creates the data directory if it does not exist, and switches to its owner.
    func createDataDirectory() throws(OperatorError) {
        try dataDirectory.create()
        try dataDirectory.switchToOwner()
    }

    /// A process of root switches to the owner of the data directory, so that the files in it stay that owner's.
    func switchToDataOwner() throws(OperatorError) {
        try dataDirectory.switchToOwner()
    }

    /// Throws if other users have access to the data directory or the database.
    func requirePrivateFiles() throws(OperatorError) {
        try PrivatePath.require(configuration.dataDirectory, "The data directory")
        for suffix in ["", "-wal", "-shm"] { try PrivatePath.require(configuration.database + suffix, "The database") }
    }

    private var dataDirectory: DataDirectory { DataDirectory(path: configuration.dataDirectory) }
}
