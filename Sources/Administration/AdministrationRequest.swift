import Accounts
import Application

/// A request of the administrator. A user is named by user name or e-mail address.
package enum AdministrationRequest: Equatable, Sendable {
    case addUser(email: String, username: String, fullName: String?, password: String)
    case listUsers
    case setActive(user: String, Bool)
    case setPassword(user: String, String)
    /// Check that the database can be read and written.
    case probe
    case removeExpiredRecords
}

/// The result of a request.
package enum AdministrationAnswer: Equatable, Sendable {
    /// The user after the change.
    case user(User)
    case users([User])
    /// The database can be read and written.
    case healthy
    case removed(RemoveExpiredRecords.Removed)
}
