import Primitives

/// Every error that a use case may throw, as a closed list.
///
/// Each interface presents it in its own form: the API as a status and a problem document, a page as a
/// sentence, a command as a line. Internal causes go to the log and are never included here.
package enum DomainError: Error, Equatable, Sendable {
    /// No credentials, or none that are valid.
    case unauthorized(String)
    /// The request was understood but is not permitted.
    case forbidden(String)
    /// The object does not exist, or belongs to another ledger; the two are not distinguished.
    case notFound(String)
    /// The request conflicts with existing data; the faults name the members, if any do.
    case conflict(String, [Fault] = [])
    /// The object has changed since the state that the caller named (`If-Match`).
    case preconditionFailed
    /// Invalid input. Never empty.
    case invalid([Fault])
    /// Too many requests; retry after this many seconds.
    case tooManyRequests(retryAfter: Int)
    /// Temporarily unavailable; retry after this many seconds.
    case unavailable(String, retryAfter: Int)
    /// The disk is full; nothing was stored.
    case insufficientStorage
    /// An internal error. The cause is in the log.
    case failed

    package init(_ error: InvalidInput) {
        self = .invalid(error.faults)
    }
}
