import Accounts
import Auth
import HTTP
import Invoicing
import Logging

/// Slows the guessing of passwords down: under one name from one network, ever longer the more fail.
///
/// It is asked before a password is hashed. A wait refuses every password, the right one too, and is
/// the same for names that nobody has.
struct SignInThrottle {
    private let pair: [UInt8]
    /// Nil when there is nothing to clear.
    private let failures: SignInFailures?
    private let request: Request
    private let service: Service

    /// Throws `tooManyRequests` while the pair has to wait.
    init(for name: String, of request: Request, in service: Service) throws(ServiceError) {
        pair = SignInPair.digest(
            name: name, network: ClientNetwork.bytes(of: request.remoteAddress), keys: service.keys)
        self.request = request
        self.service = service
        let now = service.clock.now()
        failures = try service.signInFailures.signInFailures(of: pair, at: now)
        if let seconds = failures?.wait(at: now) {
            log("has to wait")
            throw .tooManyRequests(retryAfter: seconds)
        }
    }

    /// To be called before a wrong password is answered.
    func noteFailure() throws(ServiceError) {
        log("wrong")
        try service.signInFailures.noteSignInFailure(of: pair, at: service.clock.now())
    }

    /// To be called after the user's right password.
    func clear(for user: User) {
        log("right", user: user)
        guard failures != nil else { return }
        // On a full disk people can still sign in.
        try? service.signInFailures.forgetSignInFailures(of: pair)
    }

    /// Says what came of a password. The pair shows what belongs together, and neither name nor address.
    private func log(_ result: String, user: User? = nil) {
        var metadata: Logger.Metadata = [
            "id": .string(request.id), "result": .string(result),
            "pair": .string(Base64URL.encode(Array(pair.prefix(9)))),
        ]
        if let user { metadata["user"] = .stringConvertible(user.id) }
        service.logger.notice("password", metadata: metadata)
    }
}
