import Accounts
import Application
import Ledger
import Primitives

/// Runs the use case of each administrator's request, for the command line and the control socket alike.
package struct AdministrationDispatcher: Sendable {
    private let store: any Store
    private let accounts: ManageAccounts
    private let expiredRecords: RemoveExpiredRecords

    package init(store: any Store, passwords: any PasswordHashing, clock: Clock) {
        self.store = store
        accounts = ManageAccounts(store: store, passwords: passwords, clock: clock)
        expiredRecords = RemoveExpiredRecords(store: store, clock: clock)
    }

    /// Throws what the use case throws: for example `invalid` or `conflict` with a fault at `/email`, `/username`,
    /// `/full_name` or `/password`, or `notFound` for an unknown user.
    package func perform(_ request: AdministrationRequest) throws(DomainError) -> AdministrationAnswer {
        switch request {
        case .addUser(let email, let username, let fullName, let password):
            return .user(
                try accounts.add(email: email, username: username, fullName: fullName, password: password))
        case .listUsers: return .users(try accounts.all())
        case .setActive(let user, let isActive): return .user(try accounts.setActive(isActive, user: user))
        case .setPassword(let user, let password): return .user(try accounts.setPassword(password, user: user))
        case .probe:
            try store.probe()
            return .healthy
        case .removeExpiredRecords: return .removed(try expiredRecords.perform())
        }
    }
}
