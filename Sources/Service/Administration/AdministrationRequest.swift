import Accounts

/// What an administrator may ask for. A user is named by user name or e-mail address.
package enum AdministrationRequest: Equatable, Sendable {
    case add(email: String, username: String, fullName: String?, password: String)
    case list
    case setActive(user: String, Bool)
    case setPassword(user: String, String)
    /// Say whether you can read and write.
    case probe
    /// Remove what has expired.
    case sweep
}

/// What came of it.
package enum AdministrationAnswer: Equatable, Sendable {
    /// The user as it stands now.
    case user(User)
    case users([User])
    case well
    /// What was removed.
    case swept(ExpiredRecords)
}
