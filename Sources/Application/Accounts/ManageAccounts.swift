import Accounts
import Ledger
import Primitives

/// Account administration. Works whether registration is open or closed.
///
/// Users are identified by user name or e-mail address; `notFound` is thrown when there is none.
package struct ManageAccounts: Sendable {
    private let store: any Store
    private let register: Register
    private let passwords: any PasswordHashing

    package init(store: any Store, passwords: any PasswordHashing, clock: Clock) {
        self.store = store
        self.passwords = passwords
        register = Register(store: store, passwords: passwords, clock: clock)
    }

    /// Creates an account. Throws `invalid` or `conflict` with faults at `/email`, `/username`, `/full_name` or
    /// `/password`.
    package func add(
        email: String, username: String, fullName: String?, password: String
    ) throws(DomainError) -> User {
        let registration: Registration
        do throws(InvalidInput) {
            registration = try Registration(
                email: .text(email), username: .text(username), fullName: fullName.map(TypedValue.text) ?? .absent,
                password: .text(password))
        } catch {
            throw DomainError(error)
        }
        return try register.perform(registration)
    }

    /// All users, by id.
    package func all() throws(DomainError) -> [User] {
        try store.users()
    }

    /// Returns the user after the change.
    package func setActive(_ isActive: Bool, user name: String) throws(DomainError) -> User {
        let user = try find(name)
        try store.perform("set active") { unit in
            guard try unit.setActive(isActive, user: user.id) else { throw DomainError.noUser }
        }
        return try current(user)
    }

    /// Returns the user after the change. Throws `invalid` with a fault at `/password`.
    package func setPassword(_ typed: String, user name: String) throws(DomainError) -> User {
        let user = try find(name)
        let password: Password
        do throws(ValueFault) {
            password = try Password(typed, of: [user.username, user.email])
        } catch {
            throw .invalid([Fault(.pointer("/password"), error.detail)])
        }
        guard let hash = passwords.hash(password) else { throw .failed }
        try store.perform("set password") { unit in
            try unit.setPasswordHash(hash, of: user.id)
            _ = try unit.raiseGeneration(of: user.id)
        }
        return try current(user)
    }

    private func find(_ name: String) throws(DomainError) -> User {
        guard let found = try store.credentials(for: TextRule.trimmed(name)) else {
            throw .notFound("There is no user of that name or e-mail address.")
        }
        return found.user
    }

    private func current(_ user: User) throws(DomainError) -> User {
        guard let user = try store.user(user.id) else { throw .notFound("The user has just been deleted.") }
        return user
    }
}
