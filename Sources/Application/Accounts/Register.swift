import Accounts
import Ledger
import Primitives

/// Creates an account and its ledger.
package struct Register: Sendable {
    private let store: any Store
    private let passwords: any PasswordHashing
    private let clock: Clock

    package init(store: any Store, passwords: any PasswordHashing, clock: Clock) {
        self.store = store
        self.passwords = passwords
        self.clock = clock
    }

    /// Returns the new user. Throws `conflict` with a fault at `/email` and/or `/username` when a name is taken.
    package func perform(_ registration: Registration) throws(DomainError) -> User {
        guard let hash = passwords.hash(registration.password) else { throw .failed }
        let moment = clock.now()
        return try store.perform("register") { unit in
            var taken: [Fault] = []
            if try unit.hasUser(email: FoldedText(registration.email)) {
                taken.append(Fault(.pointer("/email"), "belongs to an account already"))
            }
            if try unit.hasUser(username: FoldedText(registration.username)) {
                taken.append(Fault(.pointer("/username"), "is taken"))
            }
            guard taken.isEmpty else { throw DomainError.conflict("There is such an account already.", taken) }
            return try unit.insertUser(registration, passwordHash: hash, at: moment)
        }
    }
}
