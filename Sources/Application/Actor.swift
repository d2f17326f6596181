import Accounts

/// Who performs an operation, on which ledger, and with which role.
package struct Actor: Equatable, Sendable {
    /// The permissions of a person in a ledger.
    package enum Role: Sendable {
        /// Everything.
        case owner
    }

    /// How the user was authenticated.
    package enum Means: Sendable {
        /// An access token of the API.
        case accessToken
        /// A session of the pages.
        case session
    }

    package let user: Int64
    /// The ledger that the user's invoices belong to.
    package let ledger: Int64
    package let role: Role
    package let means: Means

    package init(user: Int64, ledger: Int64, role: Role = .owner, means: Means) {
        self.user = user
        self.ledger = ledger
        self.role = role
        self.means = means
    }

    package init(_ user: User, means: Means) {
        self.init(user: user.id, ledger: user.ledger, means: means)
    }
}
