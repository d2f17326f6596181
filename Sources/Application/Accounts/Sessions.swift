import Accounts
import Ledger
import Primitives

/// Browser sessions, each stored under the digest of its token.
package struct Sessions: Sendable {
    private let store: any Store
    private let clock: Clock

    /// The time of last use is updated at most once in this many seconds.
    private static let touchInterval: Int64 = 60

    package init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// The session with this digest if it is valid; updates its time of last use.
    package func resume(_ digest: [UInt8]) throws(DomainError) -> Session? {
        let now = clock.now()
        guard let session = try store.session(digest), session.isAlive(at: now) else { return nil }
        if now.seconds - session.lastUsed.seconds >= Self.touchInterval {
            // Errors are ignored so that pages can be read while writing fails; the next request tries again.
            try? store.performWithoutWaiting("note use of session") { try $0.noteUse(ofSession: digest, at: now) }
        }
        return session
    }

    /// Opens a session for a user and removes the user's expired ones.
    package func open(_ digest: [UInt8], of user: User) throws(DomainError) -> Session {
        let now = clock.now()
        let session = Session(user: user, created: now, lastUsed: now)
        try store.perform("open session") { unit in
            let (begun, unused) = Session.horizons(at: session.created)
            _ = try unit.removeSessions(of: user.id, begunBefore: begun, unusedSince: unused, atMost: .max)
            try unit.insertSession(session, digest: digest)
        }
        return session
    }

    package func end(_ digest: [UInt8]) throws(DomainError) {
        try store.perform("end session") { try $0.removeSession(digest) }
    }
}
