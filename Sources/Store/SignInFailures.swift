import Accounts
import Invoicing

extension SQLiteStore: SignInFailureStore {
    /// How many forgotten pairs are swept out with each failure: more than come, so that they do not pile up.
    private static let sweep: Int64 = 16

    package func signInFailures(of pair: [UInt8], at moment: Timestamp) throws(ServiceError) -> SignInFailures? {
        try read { connection in
            try connection.first(
                "SELECT failures, last_failure FROM sign_in_failures WHERE pair = ?1 AND last_failure > ?2",
                .blob(pair), .integer(Self.horizon(at: moment))
            ) { SignInFailures(count: $0.integer(0), last: Timestamp(seconds: $0.integer(1))) }
        }
    }

    package func noteSignInFailure(of pair: [UInt8], at moment: Timestamp) throws(ServiceError) {
        try write { connection in
            try connection.run(
                """
                DELETE FROM sign_in_failures WHERE pair IN (
                    SELECT pair FROM sign_in_failures WHERE last_failure <= ?1 ORDER BY last_failure LIMIT ?2)
                """,
                .integer(Self.horizon(at: moment)), .integer(Self.sweep))
            // It may stand there still, forgotten and not yet swept out.
            try connection.run(
                """
                INSERT INTO sign_in_failures (pair, failures, last_failure) VALUES (?1, 1, ?2)
                ON CONFLICT DO UPDATE SET
                    failures = CASE WHEN last_failure > ?3 THEN failures + 1 ELSE 1 END, last_failure = ?2
                """,
                .blob(pair), .integer(moment.seconds), .integer(Self.horizon(at: moment)))
        }
    }

    package func forgetSignInFailures(of pair: [UInt8]) throws(ServiceError) {
        try write { try $0.run("DELETE FROM sign_in_failures WHERE pair = ?1", .blob(pair)) }
    }

    /// What failed then or before is forgotten.
    private static func horizon(at moment: Timestamp) -> Int64 {
        moment.seconds - SignInFailures.lifetime
    }
}
