import GRDB
import Invoicing
import Synchronization

/// From an error of SQLite's, by its code, to what the service says of it.
final class Failures: Sendable {
    private let log: @Sendable (String) -> Void
    private let damage = Atomic(false)

    init(log: @escaping @Sendable (String) -> Void) {
        self.log = log
    }

    /// Whether something in the file was ever found not to be as SQLite left it.
    var hasMetDamage: Bool { damage.load(ordering: .relaxed) }

    func serviceError(_ error: any Error) -> ServiceError {
        if let error = error as? ServiceError { return error }
        let code = (error as? DatabaseError)?.resultCode
        switch code {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .unavailable("The database is busy.", retryAfter: 1)
        case .SQLITE_FULL:
            return .insufficientStorage
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_IOERR:
            // The log says why; whoever asks can only come back.
            log(Self.sentence(error))
            return .unavailable("The database cannot be used just now.", retryAfter: 10)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            damage.store(true, ordering: .relaxed)
            log("The database is damaged. \(Self.sentence(error))")
            return .failed
        default:
            log(Self.sentence(error))
            return .failed
        }
    }

    /// The code, SQLite's message and the statement; no values, which may be personal.
    static func sentence(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        let statement = error.sql.map { " in: \($0)" } ?? ""
        return "SQLite error \(error.extendedResultCode.rawValue): \(error.message ?? "unknown")\(statement)"
    }
}
