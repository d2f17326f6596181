import Accounts
import Invoicing
import Synchronization

/// Accounts in memory.
final class FakeUserStore: UserStore {
    private struct Account {
        var user: User
        var hash: String
    }

    private let accounts = Mutex<[Account]>([])

    func create(
        _ registration: Registration, passwordHash: String, at moment: Timestamp
    ) throws(ServiceError) -> User {
        let user: User? = accounts.withLock { accounts in
            guard !accounts.contains(where: { $0.user.username == registration.username }) else { return nil }
            let id = Int64(accounts.count + 1)
            let user = User(
                id: id, ledger: id, email: registration.email, username: registration.username,
                fullName: registration.fullName, isActive: true, dateCreated: moment, generation: 0)
            accounts.append(Account(user: user, hash: passwordHash))
            return user
        }
        guard let user else {
            throw .conflict("That is taken.", [Fault(.pointer("/username"), "is taken")])
        }
        return user
    }

    func user(_ id: Int64) throws(ServiceError) -> User? {
        accounts.withLock { $0.first { $0.user.id == id }?.user }
    }

    func credentials(for login: String) throws(ServiceError) -> (user: User, passwordHash: String)? {
        accounts.withLock { accounts in
            accounts.first { $0.user.username == login || $0.user.email == login }.map { ($0.user, $0.hash) }
        }
    }

    func setPassword(of id: Int64, hash: String, replacing: String?) throws(ServiceError) -> Bool {
        change(id, hash: hash, generation: 1)
        return true
    }

    func signOutEverywhere(_ id: Int64) throws(ServiceError) {
        change(id, generation: 1)
    }

    func setActive(_ id: Int64, _ isActive: Bool) throws(ServiceError) {
        change(id, isActive: isActive)
    }

    func probe() throws(ServiceError) {}

    func users() throws(ServiceError) -> [User] {
        accounts.withLock { $0.map(\.user) }
    }

    private func change(_ id: Int64, hash: String? = nil, isActive: Bool? = nil, generation: Int64 = 0) {
        accounts.withLock { accounts in
            for index in accounts.indices where accounts[index].user.id == id {
                let user = accounts[index].user
                accounts[index].user = User(
                    id: id, ledger: user.ledger, email: user.email, username: user.username, fullName: user.fullName,
                    isActive: isActive ?? user.isActive, dateCreated: user.dateCreated,
                    generation: user.generation + generation)
                accounts[index].hash = hash ?? accounts[index].hash
            }
        }
    }
}
