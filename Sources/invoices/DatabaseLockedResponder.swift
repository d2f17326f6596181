import HTTP
import HTTPTypes

/// The responses of a CGI call while another process has the database locked.
struct DatabaseLockedResponder: Responder {
    func lane(of request: Request) -> Lane { .workers }

    func respond(to request: Request) -> Response { response(to: request.id) }

    func refuse(_ request: Request) -> Response { response(to: request.id) }

    func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response { response(to: requestID) }

    private func response(to requestID: String) -> Response {
        let problem = ProblemDocument(
            .serviceUnavailable, detail: "Another process is using the database. Try again in a moment.",
            requestID: requestID)
        return Response(
            .serviceUnavailable,
            headers: [
                .contentType: ProblemDocument.mediaType, .retryAfter: "5", .cacheControl: "no-store",
                .requestID: requestID,
            ],
            body: .bytes(problem.write()))
    }
}
