import Accounts
import Ledger
import Primitives

/// Slows password guessing down: per name and network, the wait grows with the number of failures.
///
/// Called before a password is hashed. During a wait every password is refused, even the right one; unknown names
/// are treated the same.
package struct SignInThrottle: Sendable {
    /// Permission to verify one password.
    struct Attempt {
        fileprivate let identifier: [UInt8]
        /// Nil when there are no failures to remove.
        fileprivate let failures: SignInFailures?
    }

    private let store: any Store
    private let identifying: any SignInIdentifying
    private let clock: Clock
    private let log: any PasswordLog

    package init(store: any Store, identifying: any SignInIdentifying, clock: Clock, log: any PasswordLog) {
        self.store = store
        self.identifying = identifying
        self.clock = clock
        self.log = log
    }

    /// Throws `tooManyRequests` while this name has to wait in this network.
    func begin(name: String, network: [UInt8]) throws(DomainError) -> Attempt {
        let identifier = identifying.identifier(name: name, network: network)
        let now = clock.now()
        let failures = try store.signInFailures(under: identifier).flatMap { $0.isRemembered(at: now) ? $0 : nil }
        if let seconds = failures?.wait(at: now) {
            log.examined(.refused, identifier: identifier, user: nil)
            throw .tooManyRequests(retryAfter: seconds)
        }
        return Attempt(identifier: identifier, failures: failures)
    }

    /// The number of expired failures removed with each new one: more than one, so that they do not accumulate.
    private static let sweepCount = 16

    /// Call this before responding to a wrong password.
    func noteFailure(of attempt: Attempt) throws(DomainError) {
        log.examined(.wrong, identifier: attempt.identifier, user: nil)
        let now = clock.now()
        try store.perform("note failed sign-in") { unit in
            _ = try unit.removeSignInFailures(before: SignInFailures.horizon(at: now), atMost: Self.sweepCount)
            let earlier = try unit.signInFailures(under: attempt.identifier)
            let count = earlier.flatMap { $0.isRemembered(at: now) ? $0.count : nil } ?? 0
            try unit.setSignInFailures(SignInFailures(count: count + 1, last: now), under: attempt.identifier)
        }
    }

    /// Call this after the right password.
    func noteSuccess(of attempt: Attempt, user: User) {
        log.examined(.right, identifier: attempt.identifier, user: user.id)
        guard attempt.failures != nil else { return }
        // Errors are ignored so that users can sign in while the disk is full.
        try? store.perform("forget failed sign-ins") {
            try $0.removeSignInFailures(under: attempt.identifier)
        }
    }
}

/// Logs the results of password checks.
package protocol PasswordLog: Sendable {
    /// The identifier correlates attempts without revealing name or address.
    func examined(_ result: PasswordResult, identifier: [UInt8], user: Int64?)
}

/// The result of a password check.
package enum PasswordResult: String, Sendable {
    case right
    case wrong
    /// Not checked, because of earlier failures.
    case refused = "has to wait"
}
