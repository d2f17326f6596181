import Ledger
import Primitives

extension DomainError {
    /// What went wrong, in sentences for the person at the command line. Never empty.
    package var operatorMessages: [String] {
        switch self {
        case .unauthorized(let detail), .forbidden(let detail), .notFound(let detail),
            .unavailable(let detail, retryAfter: _):
            [detail]
        case .conflict(let detail, let faults): faults.isEmpty ? [detail] : faults.map(\.operatorMessage)
        case .invalid(let faults): faults.map(\.operatorMessage)
        case .insufficientStorage: ["The disk is full; nothing was stored."]
        case .preconditionFailed, .tooManyRequests, .failed:
            ["The service could not do this; see its log for the reason."]
        }
    }
}

extension Fault {
    /// `/full_name` and `is required` become "The full name is required."
    fileprivate var operatorMessage: String {
        let name =
            switch place {
            case .pointer(let name), .parameter(let name), .header(let name): name
            }
        let words = name.split(separator: "/").joined(separator: " ").split(separator: "_").joined(separator: " ")
        return "The \(words.isEmpty ? "request" : words) \(detail)."
    }
}
