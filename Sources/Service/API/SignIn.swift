import Accounts
import Auth
import HTTP
import Invoicing

/// Checks a name and a password, for the API and the pages alike.
enum SignIn {
    /// The active user of that name or e-mail address whose password this is.
    ///
    /// Throws `unauthorized` otherwise, which takes as long for a name that nobody has as for a wrong
    /// password, and `tooManyRequests` after too many of those.
    static func user(
        named login: String, password: String, of request: Request, in service: Service
    ) throws(ServiceError) -> User {
        let throttle = try SignInThrottle(for: login, of: request, in: service)
        let found = try service.users.credentials(for: login)
        let isRight = service.hasher.verify(password, against: found?.passwordHash)
        guard let user = found?.user, isRight, user.isActive else {
            try throttle.noteFailure()
            throw .unauthorized("The user name or the password is wrong.")
        }
        throttle.clear(for: user)
        return user
    }
}
