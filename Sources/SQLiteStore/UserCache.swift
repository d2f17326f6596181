import Accounts
import Ledger
import Synchronization

/// Users as they stand in the database, kept for the next request of each.
///
/// Every request with an access token asks for its user. This process alone writes the database, so what it read stays
/// true until it changes users itself, which forgets them all: that is rare.
final class UserCache: Sendable {
    private struct State {
        var users: [Int64: User] = [:]
        /// Grows when users are forgotten.
        var edition = 0
    }

    /// More are not kept, so that memory stays bounded.
    private static let limit = 1000

    private let state = Mutex(State())

    /// The user, read unless it is kept. What was read while users were changed is not kept.
    func user(_ id: Int64, read: () throws(DomainError) -> User?) throws(DomainError) -> User? {
        let (known, edition) = state.withLock { ($0.users[id], $0.edition) }
        if let known { return known }
        guard let user = try read() else { return nil }
        state.withLock { state in
            guard state.edition == edition else { return }
            if state.users.count >= Self.limit { state.users = [:] }
            state.users[id] = user
        }
        return user
    }

    /// To be called after every commit that changed users, and before it is answered.
    func forget() {
        state.withLock { state in
            state.users = [:]
            state.edition += 1
        }
    }
}
