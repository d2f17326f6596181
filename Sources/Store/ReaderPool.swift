import Dispatch
import GRDB
import Invoicing
import Synchronization

/// Read-only connections, opened on demand up to a limit; each has one user at a time.
final class ReaderPool: Sendable {
    private let path: String
    private let configuration: Configuration
    private let patience: Double
    private let free = Mutex<[Connection]>([])
    /// Counts those that may still be taken.
    private let places: DispatchSemaphore

    /// `patience` is how many seconds to wait for a connection when all are in use.
    init(path: String, configuration: Configuration, limit: Int, patience: Double) {
        self.path = path
        self.configuration = configuration
        self.patience = patience
        places = DispatchSemaphore(value: limit)
    }

    /// A connection for as long as the lease lives, whose transaction ends with it.
    final class Lease {
        let connection: Connection
        private let pool: ReaderPool

        fileprivate init(_ connection: Connection, of pool: ReaderPool) {
            self.connection = connection
            self.pool = pool
        }

        deinit {
            // Nothing was written: how the transaction ends makes no difference.
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            pool.giveBack(connection)
        }
    }

    func lease() throws -> Lease {
        Lease(try checkOut(), of: self)
    }

    func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let connection = try checkOut()
        defer { giveBack(connection) }
        return try body(connection)
    }

    /// Closes those that nobody uses.
    func close() {
        free.withLock { $0.removeAll() }
    }

    private func checkOut() throws -> Connection {
        guard places.wait(timeout: .now() + patience) == .success else {
            throw ServiceError.unavailable("Too much is being read at once.", retryAfter: 1)
        }
        do {
            return try free.withLock { $0.popLast() } ?? Connection(path: path, configuration: configuration)
        } catch {
            places.signal()
            throw error
        }
    }

    /// It is outside of a transaction, and its statements are reset.
    private func giveBack(_ connection: Connection) {
        free.withLock { $0.append(connection) }
        places.signal()
    }
}
