import HTTP
import HTTPTypes
import Ledger
import Primitives

/// The only mapping from an error to its status, its header fields and its message.
extension RequestError {
    package var status: HTTPResponse.Status {
        switch self {
        case .malformed: .badRequest
        case .methodNotAllowed: .methodNotAllowed
        case .bodyTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .refused(let error):
            switch error {
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .conflict: .conflict
            case .preconditionFailed: .preconditionFailed
            case .invalid: .unprocessableContent
            case .tooManyRequests: .tooManyRequests
            case .unavailable: .serviceUnavailable
            case .insufficientStorage: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
            case .failed: .internalServerError
            }
        }
    }

    /// The header fields that the status requires: `WWW-Authenticate` (RFC 9110, 11.6.1) and `Retry-After` (10.2.3).
    package var headers: HTTPFields {
        switch self {
        case .refused(.unauthorized): [.wwwAuthenticate: "Bearer"]
        case .refused(.tooManyRequests(let seconds)), .refused(.unavailable(_, let seconds)):
            [.retryAfter: String(seconds)]
        default: [:]
        }
    }

    package var faults: [Fault] {
        switch self {
        case .refused(.invalid(let faults)), .refused(.conflict(_, let faults)): faults
        default: []
        }
    }

    /// One actionable sentence.
    package var detail: String {
        switch self {
        case .malformed(let detail), .unsupportedMediaType(let detail): detail
        case .methodNotAllowed: "This address does not take that method; see the field Allow."
        case .bodyTooLarge: "The body is longer than this service takes."
        case .refused(let error):
            switch error {
            case .unauthorized(let detail), .forbidden(let detail), .notFound(let detail), .conflict(let detail, _),
                .unavailable(let detail, _):
                detail
            case .preconditionFailed: "The invoice has changed meanwhile. Read it again and repeat the change."
            case .invalid(let faults):
                faults.count == 1
                    ? "One value is not valid; see errors." : "\(faults.count) values are not valid; see errors."
            case .tooManyRequests(let seconds):
                "Too many attempts. Try again in \(seconds) second\(seconds == 1 ? "" : "s")."
            case .insufficientStorage: "The disk is full, so nothing was stored. Tell the administrator."
            case .failed: "Something went wrong here. The request id helps the administrator to find out what."
            }
        }
    }
}
