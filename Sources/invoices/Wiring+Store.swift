import Administration
import DatabaseFiles
import Logging
import SQLiteStore

extension Wiring {
    /// The database, open for writing by this process only, created and migrated if necessary.
    ///
    /// - Parameters:
    ///   - lockTimeout: In seconds; throws `locked` when another process still has the database locked then.
    ///   - onFailedSync: Called once, when nothing can be written any more until the program is restarted.
    func openDatabase(
        lockTimeout: Double, inheritedLock: Int32? = nil, onFailedSync: @escaping @Sendable () -> Void = {}
    ) throws -> OpenDatabase {
        try createDataDirectory()
        try requirePrivateFiles()
        var options = databaseOptions
        options.lockTimeout = lockTimeout
        options.inheritedLock = inheritedLock
        options.store.onFailedSync = onFailedSync
        return try OpenDatabase.open(
            path: configuration.database, options: options, renderer: renderer, legacyAnswer: legacyAnswer,
            progress: MigrationProgress.show)
    }

    /// The same for a command, which does not wait for the lock.
    func database(
        inheritedLock: Int32? = nil, onFailedSync: @escaping @Sendable () -> Void = {}
    ) throws(OperatorError) -> OpenDatabase {
        do {
            return try openDatabase(lockTimeout: 0, inheritedLock: inheritedLock, onFailedSync: onFailedSync)
        } catch {
            throw OperatorError(opening: error)
        }
    }

    /// The database, open for reading, even while a service is running.
    func databaseForReading() throws(OperatorError) -> OpenDatabase {
        try switchToDataOwner()
        do {
            return try OpenDatabase.openForReading(
                path: configuration.database, options: databaseOptions, renderer: renderer)
        } catch {
            throw OperatorError(error.description)
        }
    }

    /// Throws if the database could not be opened for writing because of what its file contains.
    func examineDatabase() throws(OperatorError) {
        do {
            try OpenDatabase.examine(path: configuration.database)
        } catch {
            throw OperatorError(error.description)
        }
    }

    func backup() -> Backup {
        Backup(of: configuration.database, renderer: renderer)
    }

    func restoration() -> Restoration {
        Restoration(of: configuration.database, renderer: renderer, legacyAnswer: legacyAnswer)
    }

    private var databaseOptions: OpenDatabase.Options {
        var options = OpenDatabase.Options()
        options.readers = configuration.workers + configuration.hashingThreads
        let logger = logger
        options.store.log = { logger.error("\($0)") }
        options.store.tellSlow = { call in
            logger.warning(
                "slow in the store",
                metadata: [
                    "operation": .string(call.operation), "statements": .stringConvertible(call.statements),
                    "ms": .stringConvertible(call.nanoseconds / 1_000_000),
                ])
        }
        return options
    }
}
