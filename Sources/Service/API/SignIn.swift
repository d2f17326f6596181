import Accounts
import Auth
import Invoicing

/// Checks a name and a password, for the API and the pages alike.
enum SignIn {
    /// The active user of that name or e-mail address whose password this is; nil otherwise.
    ///
    /// It takes as long for a name that nobody has as for a wrong password.
    static func user(named login: String, password: String, in service: Service) throws(ServiceError) -> User? {
        let found = try service.users.credentials(for: login)
        let isRight = service.hasher.verify(password, against: found?.passwordHash)
        guard let found, isRight, found.user.isActive else { return nil }
        return found.user
    }
}
