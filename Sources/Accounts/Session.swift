import Primitives

/// A browser's signed-in session. Only the SHA-256 of its token is stored.
package struct Session: Equatable, Sendable {
    package let user: User
    package let created: Timestamp
    package let lastUsed: Timestamp

    /// A session expires after this many seconds without use: 7 days.
    package static let idleLifetime: Int64 = 7 * 86_400
    /// A session expires this many seconds after its creation in any case: 30 days.
    package static let lifetime: Int64 = 30 * 86_400

    package init(user: User, created: Timestamp, lastUsed: Timestamp) {
        self.user = user
        self.created = created
        self.lastUsed = lastUsed
    }

    /// Whether the session is still valid. A clock that was set back does not end it.
    package func isAlive(at moment: Timestamp) -> Bool {
        user.isActive && moment < created.adding(seconds: Self.lifetime)
            && moment < lastUsed.adding(seconds: Self.idleLifetime)
    }

    /// Sessions that began, or were last used, at these moments or earlier have expired.
    package static func horizons(at moment: Timestamp) -> (begun: Timestamp, unused: Timestamp) {
        (moment.adding(seconds: -lifetime), moment.adding(seconds: -idleLifetime))
    }
}
