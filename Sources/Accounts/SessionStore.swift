import Invoicing

/// A browser's signed-in session. Only the SHA-256 of its token is ever kept.
package struct Session: Equatable, Sendable {
    package let user: User
    package let created: Timestamp
    package let lastUsed: Timestamp

    /// A session unused for so many seconds is over: 7 days.
    package static let idleLifetime: Int64 = 7 * 86_400
    /// A session is over after so many seconds in any case: 30 days.
    package static let lifetime: Int64 = 30 * 86_400

    package init(user: User, created: Timestamp, lastUsed: Timestamp) {
        self.user = user
        self.created = created
        self.lastUsed = lastUsed
    }

    /// Whether it still counts. A clock that was set back does not end it.
    package func isAlive(at moment: Timestamp) -> Bool {
        user.isActive && moment < created.adding(seconds: Self.lifetime)
            && moment < lastUsed.adding(seconds: Self.idleLifetime)
    }
}

/// Where sessions are kept. Every call may throw `unavailable`, `insufficientStorage` or `failed`.
package protocol SessionStore: Sendable {
    /// Keeps a new session of a user under the digest of its token, and forgets some that are over.
    func openSession(_ digest: [UInt8], of user: User, at moment: Timestamp) throws(ServiceError)

    /// The session of a digest, alive or idle too long; nil when it was ended, or when the
    /// user's generation is another than at its beginning.
    func session(_ digest: [UInt8]) throws(ServiceError) -> Session?

    /// Notes that the session was used. Waits for nobody: throws `unavailable` at once while somebody else writes.
    func touchSession(_ digest: [UInt8], at moment: Timestamp) throws(ServiceError)

    func endSession(_ digest: [UInt8]) throws(ServiceError)
}
