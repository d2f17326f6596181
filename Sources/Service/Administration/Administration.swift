import Accounts
import Auth
import Invoicing

/// The accounts in an administrator's hands: the same rules behind the command line and the control socket.
///
/// It works whether registration is open or closed.
package struct Administration: Sendable {
    private let users: any UserStore
    private let records: any ExpiringRecordStore
    private let hasher: PasswordHasher
    private let clock: Clock

    /// What has expired is removed in transactions of so many records, so that nobody waits long behind one.
    private static let batch = 500

    package init(
        users: any UserStore, records: any ExpiringRecordStore, hasher: PasswordHasher, clock: Clock
    ) {
        self.users = users
        self.records = records
        self.hasher = hasher
        self.clock = clock
    }

    /// Does what was asked for.
    ///
    /// Throws `invalid` or `conflict` with a fault at `/email`, `/username`, `/full_name` or `/password`,
    /// `notFound` for a user that there is not, and whatever the store throws.
    package func perform(_ request: AdministrationRequest) throws(ServiceError) -> AdministrationAnswer {
        switch request {
        case .add(let email, let username, let fullName, let password):
            let registration = try Registration(
                email: .text(email), username: .text(username), fullName: fullName.map(TypedValue.text) ?? .absent,
                password: .text(password))
            let hash = try hasher.hash(registration.password)
            return .user(try users.create(registration, passwordHash: hash, at: clock.now()))
        case .list:
            return .users(try users.users())
        case .setActive(let name, let isActive):
            let user = try find(name)
            try users.setActive(user.id, isActive)
            return .user(try current(user))
        case .setPassword(let name, let typed):
            let user = try find(name)
            let password: Password
            do {
                password = try Password(typed, of: [user.username, user.email])
            } catch {
                throw .invalid([Fault(.pointer("/password"), error.detail)])
            }
            _ = try users.setPassword(of: user.id, hash: try hasher.hash(password), replacing: nil)
            return .user(try current(user))
        case .probe:
            try users.probe()
            return .well
        case .sweep:
            return .swept(try sweep())
        }
    }

    private func sweep() throws(ServiceError) -> ExpiredRecords {
        let now = clock.now()
        var removed = ExpiredRecords()
        while true {
            let batch = try records.removeExpired(at: now, atMost: Self.batch)
            removed.sessions += batch.sessions
            removed.idempotencyKeys += batch.idempotencyKeys
            if max(batch.sessions, batch.idempotencyKeys) < Self.batch { return removed }
        }
    }

    private func find(_ name: String) throws(ServiceError) -> User {
        guard let found = try users.credentials(for: TextRule.trimmed(name)) else {
            throw .notFound("There is no user of that name or e-mail address.")
        }
        return found.user
    }

    private func current(_ user: User) throws(ServiceError) -> User {
        guard let user = try users.user(user.id) else { throw .notFound("The user has just been deleted.") }
        return user
    }
}
