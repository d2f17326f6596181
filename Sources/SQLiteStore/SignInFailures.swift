import Accounts
import Application
import Ledger
import Primitives

extension SQLiteStore {
    package func signInFailures(under identifier: [UInt8]) throws(DomainError) -> SignInFailures? {
        try read { try $0.signInFailures(under: identifier) }
    }
}

extension SQLiteUnitOfWork {
    func signInFailures(under identifier: [UInt8]) throws -> SignInFailures? {
        try connection.signInFailures(under: identifier)
    }

    func setSignInFailures(_ failures: SignInFailures, under identifier: [UInt8]) throws {
        try connection.run(
            """
            INSERT INTO sign_in_failures (pair, failures, last_failure) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET failures = excluded.failures, last_failure = excluded.last_failure
            """, .blob(identifier), .integer(failures.count), .integer(failures.last.seconds))
    }

    func removeSignInFailures(under identifier: [UInt8]) throws {
        try connection.run("DELETE FROM sign_in_failures WHERE pair = ?1", .blob(identifier))
    }

    func removeSignInFailures(before moment: Timestamp, atMost limit: Int) throws -> Int {
        try connection.run(
            """
            DELETE FROM sign_in_failures WHERE pair IN (
                SELECT pair FROM sign_in_failures WHERE last_failure <= ?1 ORDER BY last_failure LIMIT ?2)
            """, .integer(moment.seconds), .integer(Int64(limit)))
        return connection.changedRows
    }
}

extension Connection {
    fileprivate func signInFailures(under identifier: [UInt8]) throws -> SignInFailures? {
        try first(
            "SELECT failures, last_failure FROM sign_in_failures WHERE pair = ?1", .blob(identifier)
        ) { SignInFailures(count: $0.integer(0), last: Timestamp(seconds: $0.integer(1))) }
    }
}
