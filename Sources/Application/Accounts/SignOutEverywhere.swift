import Ledger

/// Ends every token and session of a user.
package struct SignOutEverywhere: Sendable {
    private let store: any Store

    package init(store: any Store) {
        self.store = store
    }

    package func perform(_ user: Int64) throws(DomainError) {
        try store.perform("sign out everywhere") { unit in
            guard try unit.raiseGeneration(of: user) else { throw DomainError.noUser }
        }
    }
}

extension DomainError {
    static let noUser = DomainError.notFound("There is no such user.")
}
