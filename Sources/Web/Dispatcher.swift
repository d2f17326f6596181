import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives

/// Dispatches each request to its route, and logs and counts the result.
package final class Dispatcher: Responder {
    private let router: Router
    /// Whether clients use TLS; nil when each request tells.
    private let isSecure: Bool?
    private let problems: any ErrorPresenter
    private let errorPages: any ErrorPresenter
    private let clock: Clock
    private let counters: RequestCounters
    private let record: RequestRecord.Output

    /// The route number of requests that match no route.
    private static let noRoute = 0

    /// `isSecure` is set if TLS ends before the web server. Errors of the API's paths are presented by `problems`,
    /// others by `errorPages`. `record` receives every request.
    package init(
        routes: [Route], isSecure: Bool?, problems: any ErrorPresenter, errorPages: any ErrorPresenter, clock: Clock,
        counters: RequestCounters, record: @escaping RequestRecord.Output
    ) {
        router = Router(routes)
        self.isSecure = isSecure
        self.problems = problems
        self.errorPages = errorPages
        self.clock = clock
        self.counters = counters
        self.record = record
        counters.name(routes)
    }

    package func lane(of request: Request) -> Lane {
        // Most requests use GET, and GET routes always use the workers (see Route).
        if request.method == .get { return .workers }
        return router.endpoints(at: request.path)?.route(for: request.method)?.lane ?? .workers
    }

    package func respond(to request: Request) -> Response {
        let start = clock.ticks()
        var request = request
        if let isSecure { request.isSecure = isSecure }
        let trace = RequestTrace(id: request.id)
        return RequestTrace.$current.withValue(trace) {
            var asker = Asker()
            var route = Self.noRoute
            let response: Response
            do throws(RequestError) {
                response = try answer(request, by: &asker, on: &route)
            } catch {
                response = present(error, for: request, by: asker)
            }
            return finish(response, for: request, on: route, since: start, user: asker.user, trace: trace)
        }
    }

    package func refuse(_ request: Request) -> Response {
        let error = DomainError.unavailable("Too many sign-ins are waiting. Try again in a moment.", retryAfter: 1)
        return finish(
            present(.refused(error), for: request, by: Asker()), for: request,
            on: router.endpoints(at: request.path)?.route(for: request.method)?.number ?? Self.noRoute,
            since: clock.ticks())
    }

    package func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response {
        let request = Request(method: .get, path: path, id: requestID)
        let error: RequestError =
            status == .badRequest ? .malformed("The head of the request cannot be read.") : .refused(.failed)
        var response = present(error, for: request, by: Asker())
        response.status = status
        return finish(response, for: request, on: Self.noRoute, since: clock.ticks())
    }

    /// Performs the contract's first checks, path and method; the route performs the rest.
    private func answer(
        _ request: Request, by asker: inout Asker, on number: inout Int
    ) throws(RequestError) -> Response {
        guard let endpoints = router.endpoints(at: request.path) else {
            if let redirect = router.redirect(for: request) { return redirect }
            throw .refused(.notFound("There is nothing at this address."))
        }
        if request.method == .options { return Response(.noContent, headers: [.allow: endpoints.allow]) }
        guard let route = endpoints.route(for: request.method) else { throw .methodNotAllowed }
        number = route.number
        return try route.answer(request, endpoints.id, &asker)
    }

    private func present(_ error: RequestError, for request: Request, by asker: Asker) -> Response {
        let presenter = Self.answersInJSON(request.path) ? problems : errorPages
        var response = presenter.present(error, for: request, by: asker)
        if error == .methodNotAllowed { response.headers[.allow] = router.endpoints(at: request.path)?.allow }
        return response
    }

    /// Whether errors of a path are problem documents.
    package static func answersInJSON(_ path: String) -> Bool {
        // By bytes: in a `String`, a slash and a following combining mark are one character.
        path.utf8.starts(with: "/api/".utf8) || ["/api", "/health", "/openapi.json", "/metrics"].contains(path)
    }

    private func finish(
        _ response: Response, for request: Request, on route: Int, since start: UInt64, user: Int64? = nil,
        trace: RequestTrace? = nil
    ) -> Response {
        var response = response
        // No endpoint sets this field; appending is faster than searching for one to replace.
        response.headers.append(HTTPField(name: .requestID, value: request.id))
        if !response.headers.contains(.cacheControl) {
            response.headers.append(HTTPField(name: .cacheControl, value: "no-store"))
        }
        let (status, id, method, path) = (response.status.code, request.id, request.method.rawValue, request.path)
        response.onSent = { [record, clock, counters] bytes in
            let nanoseconds = clock.ticks() - start
            counters.count(route: route, status: status, nanoseconds: nanoseconds)
            record(
                RequestRecord(
                    id: id, method: method, path: path, status: status, bytes: bytes, nanoseconds: nanoseconds,
                    user: user, statements: trace?.statements ?? 0,
                    storeNanoseconds: trace?.storeNanoseconds ?? 0))
        }
        return response
    }
}
