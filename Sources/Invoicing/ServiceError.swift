/// Everything that can go wrong with a request, as a closed list.
///
/// Each case is turned into a status and a problem document (or an error page) in one
/// place, `ErrorAnswer` of the handler layer. Internals go to the log, never in here.
package enum ServiceError: Error, Equatable, Sendable {
    /// 400: the request is not what its content type says (syntax).
    case malformed(String)
    /// 401: no credentials, or none that are valid.
    case unauthorized(String)
    /// 403: understood and refused.
    case forbidden(String)
    /// 404: the path is unknown, or the thing is absent or another user's.
    case notFound(String)
    /// 405: the path exists, the method does not.
    case methodNotAllowed
    /// 409: it clashes with what is there; the faults name the members, where any do.
    case conflict(String, [Fault] = [])
    /// 412: `If-Match` names a state that has passed.
    case preconditionFailed
    /// 413: the body is longer than allowed.
    case bodyTooLarge
    /// 415: the body is of a type that this call does not take.
    case unsupportedMediaType(String)
    /// 422: well-formed, but invalid. Never empty.
    case invalid([Fault])
    /// 429: too many; in so many seconds again.
    case tooManyRequests(retryAfter: Int)
    /// 503: not now; in so many seconds again.
    case unavailable(String, retryAfter: Int)
    /// 507: the disk is full; nothing was stored.
    case insufficientStorage
    /// 500: a fault of ours. The cause is in the log under the request's id.
    case failed
}

/// One fault of a request, and where it is.
package struct Fault: Equatable, Sendable {
    /// Where a fault is.
    package enum Place: Equatable, Sendable {
        /// A JSON Pointer (RFC 6901) into the body; "" is the whole body.
        case pointer(String)
        /// The name of a query or form parameter.
        case parameter(String)
        /// The name of a header field.
        case header(String)
    }

    package let place: Place
    /// One sentence without a full stop that a person can act on.
    package let detail: String

    package init(_ place: Place, _ detail: String) {
        self.place = place
        self.detail = detail
    }
}
