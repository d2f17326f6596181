import Dispatch
import GRDB
import Ledger
import Synchronization

/// Read-only connections, opened on demand up to a limit; each has one user at a time.
package final class ReaderPool: Sendable {
    private let path: String
    private let configuration: Configuration
    private let timeout: Double
    private let free = Mutex<[Connection]>([])
    /// Counts the connections that may still be taken.
    private let available: DispatchSemaphore

    /// `timeout` is how many seconds to wait for a connection when all are in use.
    package init(path: String, configuration: Configuration, limit: Int, timeout: Double) {
        self.path = path
        self.configuration = configuration
        self.timeout = timeout
        available = DispatchSemaphore(value: limit)
    }

    /// A connection for as long as the lease lives, whose transaction ends with it.
    package final class Lease {
        package let connection: Connection
        private let pool: ReaderPool

        fileprivate init(_ connection: Connection, of pool: ReaderPool) {
            self.connection = connection
            self.pool = pool
        }

        deinit {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            pool.giveBack(connection)
        }
    }

    package func lease() throws -> Lease {
        Lease(try checkOut(), of: self)
    }

    package func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let connection = try checkOut()
        defer { giveBack(connection) }
        return try body(connection)
    }

    /// The same in one transaction, so that everything is read from one state.
    package func readState<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try read { connection in
            try connection.run("BEGIN")
            defer { try? connection.run("ROLLBACK") }
            return try body(connection)
        }
    }

    /// Closes those that are not in use.
    func close() {
        free.withLock { $0.removeAll() }
    }

    private func checkOut() throws -> Connection {
        guard available.wait(timeout: .now() + timeout) == .success else {
            throw DomainError.unavailable("Too much is being read at once.", retryAfter: 1)
        }
        do {
            return try free.withLock { $0.popLast() } ?? Connection(path: path, configuration: configuration)
        } catch {
            available.signal()
            throw error
        }
    }

    /// It is outside of a transaction, and its statements are reset.
    private func giveBack(_ connection: Connection) {
        free.withLock { $0.append(connection) }
        available.signal()
    }
}
