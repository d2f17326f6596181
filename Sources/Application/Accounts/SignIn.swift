import Accounts
import Ledger
import Primitives

/// Verifies a name and a password, for both the API and the pages.
package struct SignIn: Sendable {
    private let store: any Store
    private let passwords: any PasswordHashing
    private let throttle: SignInThrottle

    package init(store: any Store, passwords: any PasswordHashing, throttle: SignInThrottle) {
        self.store = store
        self.passwords = passwords
        self.throttle = throttle
    }

    /// Returns the active user with this name or e-mail address and this password.
    ///
    /// `network` is the client's network. Throws `unauthorized` otherwise, which takes as long for an unknown name
    /// as for a wrong password, and `tooManyRequests` after too many failures.
    package func perform(login: String, password: String, network: [UInt8]) throws(DomainError) -> User {
        let attempt = try throttle.begin(name: login, network: network)
        let found = try store.credentials(for: login)
        let isCorrect = passwords.verify(password, against: found?.passwordHash)
        guard let user = found?.user, isCorrect, user.isActive else {
            try throttle.noteFailure(of: attempt)
            throw .unauthorized("The user name or the password is wrong.")
        }
        throttle.noteSuccess(of: attempt, user: user)
        return user
    }
}
