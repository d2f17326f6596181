import HTTP
import HTTPTypes
import Invoicing
import JSON

/// The one place where an error becomes an answer.
enum ErrorAnswer {
    /// A problem document for the API's paths, a page for all others.
    static func response(
        to error: ServiceError, for request: Request, by visitor: Visitor?, allow: String?, in service: Service
    ) -> Response {
        var response = Response(status(of: error))
        switch error {
        case .methodNotAllowed: response.headers[.allow] = allow
        default: addHeaders(of: error, to: &response)
        }
        if answersInJSON(request.path) {
            response.headers[.contentType] = ProblemDocument.mediaType
            response.body = .bytes(problem(for: error, of: request).write())
        } else {
            let visitor = visitor ?? Visitor.signedIn(of: request, in: service)
            let view = ErrorView(
                status: response.status, detail: sentences(of: error), requestID: request.id,
                isSignedIn: visitor?.session != nil)
            let page = PageAnswer.page(.error, view, response.status, for: visitor, request, in: service)
            response.headers.append(contentsOf: page.headers)
            response.body = page.body
        }
        return response
    }

    /// Whether errors of a path are problem documents.
    static func answersInJSON(_ path: String) -> Bool {
        // By bytes: a mark behind the slash is one character with it.
        path.utf8.starts(with: "/api/".utf8) || path == "/api" || path == "/health" || path == "/openapi.json"
            || path == Metrics.path
    }

    static func problem(for error: ServiceError, of request: Request) -> ProblemDocument {
        let entries = faults(of: error).map { fault in
            switch fault.place {
            case .pointer(let pointer): ProblemDocument.Entry(.pointer, pointer, detail: fault.detail)
            case .parameter(let name): ProblemDocument.Entry(.parameter, name, detail: fault.detail)
            case .header(let name): ProblemDocument.Entry(.header, name, detail: fault.detail)
            }
        }
        var problem = ProblemDocument(
            status(of: error), detail: detail(of: error), requestID: request.id, errors: entries)
        if request.path == Login.path, let code = Login.oauthError(for: error) {
            problem.extensions = [
                .init("error", .string(code)), .init("error_description", .string(problem.detail)),
            ]
        }
        return problem
    }

    private static func faults(of error: ServiceError) -> [Fault] {
        switch error {
        case .invalid(let faults), .conflict(_, let faults): faults
        default: []
        }
    }

    static func status(of error: ServiceError) -> HTTPResponse.Status {
        switch error {
        case .malformed: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .bodyTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .invalid: .unprocessableContent
        case .tooManyRequests: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .insufficientStorage: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .failed: .internalServerError
        }
    }

    /// The fields that belong to the status: how to sign in (RFC 9110, 11.6.1), when to come again (10.2.3).
    static func addHeaders(of error: ServiceError, to response: inout Response) {
        switch error {
        case .unauthorized: response.headers[.wwwAuthenticate] = "Bearer"
        case .tooManyRequests(let seconds), .unavailable(_, let seconds):
            response.headers[.retryAfter] = String(seconds)
        default: break
        }
    }

    /// For a person who sees no list of faults beside it.
    private static func sentences(of error: ServiceError) -> String {
        switch error {
        case .invalid(let faults):
            faults.map { fault in
                switch fault.place {
                case .pointer(""): "The form \(fault.detail)."
                case .pointer(let name), .parameter(let name), .header(let name):
                    "“\(name.drop { $0 == "/" })” \(fault.detail)."
                }
            }.joined(separator: " ")
        case .methodNotAllowed: "There is a page at this address, but it cannot be asked for in this way."
        default: detail(of: error)
        }
    }

    static func detail(of error: ServiceError) -> String {
        switch error {
        case .malformed(let detail), .unauthorized(let detail), .forbidden(let detail), .notFound(let detail),
            .conflict(let detail, _), .unsupportedMediaType(let detail), .unavailable(let detail, _):
            detail
        case .methodNotAllowed: "This address does not take that method; see the field Allow."
        case .preconditionFailed: "The invoice has changed meanwhile. Read it again and repeat the change."
        case .bodyTooLarge: "The body is longer than this service takes."
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
