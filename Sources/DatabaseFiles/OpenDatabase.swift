import Application
import SQLiteStore

/// A database file that is open: its store, and the lock that keeps other processes from writing it.
///
/// The store holds the lock, which is released after the store has been closed.
package struct OpenDatabase: Sendable {
    package struct Options: Sendable {
        /// How many seconds to wait for SQLite's own lock, which another connection holds for a moment.
        package var busyTimeout = 5.0
        /// How many connections that read may be open. An open list occupies one.
        package var readers = 16
        /// How many seconds to wait until another process releases the database.
        package var lockTimeout = 0.0
        /// The ``OpenDatabase/lockDescriptor`` of the program that this process executed before this one.
        package var inheritedLock: Int32?
        package var store = SQLiteStore.Options()

        package init() {}
    }

    package let store: SQLiteStore
    /// Holds the database for as long as it is open in this process; nil when only reading.
    package let lockDescriptor: Int32?

    /// Opens a database for writing, by this process alone; it is made and brought to the current schema as need be.
    ///
    /// What is newer, or no database of this program, is refused and left as it is. A database of the first edition is
    /// migrated, all or nothing: `legacyAnswer` gives what its idempotency keys are answered with from then on, and
    /// `progress` is told how many records of how many have been migrated.
    package static func open(
        path: String, options: Options = Options(), renderer: AnswerRenderer,
        legacyAnswer: @escaping MigrationContext.LegacyAnswer,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(DatabaseFileError) -> OpenDatabase {
        let file = DatabaseFile(path: path, busyTimeout: options.busyTimeout)
        let lock = try WriterLock(for: path, timeout: options.lockTimeout, inherited: options.inheritedLock)
        try file.refuseUnlessOurs()
        let connection = try file.openForWriting(
            MigrationContext(legacyAnswer: legacyAnswer, progress: progress))
        let store = try file.translating {
            try SQLiteStore(
                writing: connection, readers: file.readers(options), options: options.store, renderer: renderer,
                holding: lock)
        }
        return OpenDatabase(store: store, lockDescriptor: lock.descriptor)
    }

    /// Opens a database for reading beside a process that writes it: neither locks nor migrates, and writing is
    /// `unavailable`.
    package static func openForReading(
        path: String, options: Options = Options(), renderer: AnswerRenderer
    ) throws(DatabaseFileError) -> OpenDatabase {
        let file = DatabaseFile(path: path, busyTimeout: options.busyTimeout)
        try file.refuseUnlessCurrent()
        let store = try file.translating {
            try SQLiteStore(writing: nil, readers: file.readers(options), options: options.store, renderer: renderer)
        }
        return OpenDatabase(store: store, lockDescriptor: nil)
    }

    /// Throws where a database could not be opened for writing because of what the file is. Changes nothing, and may
    /// be called beside a process that writes.
    package static func examine(path: String) throws(DatabaseFileError) {
        try DatabaseFile(path: path, busyTimeout: Options().busyTimeout).refuseUnlessOurs()
    }
}

extension DatabaseFile {
    fileprivate func readers(_ options: OpenDatabase.Options) -> ReaderPool {
        ReaderPool(
            path: path, configuration: configuration(readOnly: true), limit: options.readers,
            timeout: options.busyTimeout)
    }
}
