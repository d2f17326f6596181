import HTTP
import HTTPTypes
import JSON
import Primitives
import Web

/// Errors of the API as problem documents (RFC 9457).
struct Problems: ErrorPresenter {
    func present(_ error: RequestError, for request: Request, by asker: Asker) -> Response {
        var response = Response(error.status, headers: error.headers)
        response.headers[.contentType] = ProblemDocument.mediaType
        response.body = .bytes(Self.document(for: error, of: request).write())
        return response
    }

    static func document(for error: RequestError, of request: Request) -> ProblemDocument {
        let entries = error.faults.map { fault in
            switch fault.place {
            case .pointer(let pointer): ProblemDocument.Entry(.pointer, pointer, detail: fault.detail)
            case .parameter(let name): ProblemDocument.Entry(.parameter, name, detail: fault.detail)
            case .header(let name): ProblemDocument.Entry(.header, name, detail: fault.detail)
            }
        }
        var problem = ProblemDocument(
            error.status, detail: error.detail, requestID: request.id, errors: entries)
        if request.path == Login.path, let code = Login.oauthError(for: error) {
            problem.extensions = [
                .init("error", .string(code)), .init("error_description", .string(problem.detail)),
            ]
        }
        return problem
    }
}
