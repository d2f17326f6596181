import HTTP
import HTTPTypes

/// What a CGI call answers when another process has the database all the while.
struct BusyResponder: Responder {
    func lane(of request: Request) -> Lane { .workers }

    func respond(to request: Request) -> Response { answer(to: request.id) }

    func refuse(_ request: Request) -> Response { answer(to: request.id) }

    func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response { answer(to: requestID) }

    private func answer(to requestID: String) -> Response {
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
