import Ledger

/// Every error that a request can be answered with: from a use case, or from an earlier step.
package enum RequestError: Error, Equatable, Sendable {
    /// 400: the request's syntax is invalid for its content type.
    case malformed(String)
    /// 405: the path does not support the method.
    case methodNotAllowed
    /// 413: the body is longer than allowed.
    case bodyTooLarge
    /// 415: the body has a type that the endpoint does not accept.
    case unsupportedMediaType(String)
    /// The error of the use case, or of the check of the credentials.
    case refused(DomainError)
}

extension DomainError {
    package static let registrationIsClosed = DomainError.forbidden(
        "Registration is closed. The administrator makes accounts here.")
}
