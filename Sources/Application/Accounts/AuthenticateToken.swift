import Accounts
import Ledger

/// Finds the user of an access token.
package struct AuthenticateToken: Sendable {
    private let reader: any AccountReader

    package init(reader: any AccountReader) {
        self.reader = reader
    }

    /// The active user with this id; nil when there is none, or when the token belongs to another generation.
    package func user(_ id: Int64, generation: Int64) throws(DomainError) -> User? {
        guard let user = try reader.user(id), user.isActive, user.generation == generation else { return nil }
        return user
    }
}
