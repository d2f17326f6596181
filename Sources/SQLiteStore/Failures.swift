import GRDB
import Ledger
import Synchronization

/// Maps errors of SQLite, by their code, to what a caller is told.
package final class Failures: Sendable {
    private let log: @Sendable (String) -> Void
    private let damage = Atomic(false)

    package init(log: @escaping @Sendable (String) -> Void) {
        self.log = log
    }

    /// Whether damage of the file was found since the store was opened.
    var hasFoundDamage: Bool { damage.load(ordering: .relaxed) }

    package func domainError(_ error: any Error) -> DomainError {
        if let error = error as? DomainError { return error }
        let code = (error as? DatabaseError)?.resultCode
        switch code {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .unavailable("The database is busy.", retryAfter: 1)
        case .SQLITE_FULL:
            return .insufficientStorage
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_IOERR:
            // The log says why; the caller can only try again.
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
    package static func sentence(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        let statement = error.sql.map { " in: \($0)" } ?? ""
        return "SQLite error \(error.extendedResultCode.rawValue): \(error.message ?? "unknown")\(statement)"
    }
}
