import Primitives

/// A person with an account.
package struct User: Equatable, Sendable {
    package let id: Int64
    /// The id of the user's ledger.
    package let ledger: Int64
    package let email: String
    package let username: String
    package let fullName: String?
    package let isActive: Bool
    package let dateCreated: Timestamp
    /// Incremented by every password change and "sign out everywhere", which voids tokens and sessions of earlier
    /// generations.
    package let generation: Int64

    package init(
        id: Int64, ledger: Int64, email: String, username: String, fullName: String?, isActive: Bool,
        dateCreated: Timestamp, generation: Int64
    ) {
        self.id = id
        self.ledger = ledger
        self.email = email
        self.username = username
        self.fullName = fullName
        self.isActive = isActive
        self.dateCreated = dateCreated
        self.generation = generation
    }
}
