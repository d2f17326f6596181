import Invoicing

extension ServiceError {
    /// What went wrong, in sentences for the person at the command line. Never empty.
    package var sentences: [String] {
        switch self {
        case .malformed(let detail), .unauthorized(let detail), .forbidden(let detail), .notFound(let detail),
            .unsupportedMediaType(let detail), .unavailable(let detail, retryAfter: _):
            [detail]
        case .conflict(let detail, let faults): faults.isEmpty ? [detail] : faults.map(\.sentence)
        case .invalid(let faults): faults.map(\.sentence)
        case .insufficientStorage: ["The disk is full; nothing was stored."]
        case .methodNotAllowed, .preconditionFailed, .bodyTooLarge, .tooManyRequests, .failed:
            ["The service could not do it; its log says why."]
        }
    }
}

extension Fault {
    /// `/full_name` and `is required` make "The full name is required."
    fileprivate var sentence: String {
        let name =
            switch place {
            case .pointer(let name), .parameter(let name), .header(let name): name
            }
        let words = name.split(separator: "/").joined(separator: " ").split(separator: "_").joined(separator: " ")
        return "The \(words.isEmpty ? "request" : words) \(detail)."
    }
}
