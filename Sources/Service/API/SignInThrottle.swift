import Accounts
import Auth
import HTTP
import Invoicing

/// Slows the guessing of passwords down: under one name from one network, ever longer the more fail.
///
/// It is asked before a password is hashed. A wait refuses every password, the right one too, and is
/// the same for names that nobody has.
struct SignInThrottle {
    private let pair: [UInt8]
    /// Nil when there is nothing to clear.
    private let failures: SignInFailures?
    private let service: Service

    /// Throws `tooManyRequests` while the pair has to wait.
    init(for name: String, of request: Request, in service: Service) throws(ServiceError) {
        pair = SignInPair.digest(
            name: name, network: ClientNetwork.bytes(of: request.remoteAddress), keys: service.keys)
        self.service = service
        let now = service.clock.now()
        failures = try service.signInFailures.signInFailures(of: pair, at: now)
        if let seconds = failures?.wait(at: now) { throw .tooManyRequests(retryAfter: seconds) }
    }

    /// To be called before a wrong password is answered.
    func noteFailure() throws(ServiceError) {
        try service.signInFailures.noteSignInFailure(of: pair, at: service.clock.now())
    }

    /// To be called after the right password.
    func clear() {
        guard failures != nil else { return }
        // On a full disk people can still sign in.
        try? service.signInFailures.forgetSignInFailures(of: pair)
    }
}
