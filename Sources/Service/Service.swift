import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing
import Logging

/// The handler layer: requests in, responses out, with no socket, file or clock of its own.
package final class Service: Responder {
    let settings: ServiceSettings
    let invoices: any InvoiceStore
    let ledgers: any LedgerStore
    let users: any UserStore
    let sessions: any SessionStore
    let signInFailures: any SignInFailureStore
    let templates: Templates
    let keys: Keys
    let tokens: AccessTokens
    let cursors: CursorSeal
    let hasher: PasswordHasher
    let clock: Clock
    let random: RandomSource
    let logger: Logger
    let health: HealthMonitor
    let openAPI: OpenAPI.Edition
    let lists = KnownLists()
    let runningKeys = RunningKeys()
    /// The figures of `/metrics` that are not counted here.
    let gauges: @Sendable () -> [Gauge]
    private let router = Router(Routes.all)
    private let counters = RequestCounters(routes: Routes.all.count + 1)
    private let record: RequestRecord.Output

    /// `record` is told of every request, where that is not to be the logger.
    package init(
        settings: ServiceSettings, invoices: any InvoiceStore, ledgers: any LedgerStore, users: any UserStore,
        sessions: any SessionStore, signInFailures: any SignInFailureStore, templates: Templates, keys: Keys,
        hasher: PasswordHasher, clock: Clock, random: RandomSource, logger: Logger,
        record: RequestRecord.Output? = nil, gauges: @escaping @Sendable () -> [Gauge] = { [] }
    ) {
        self.settings = settings
        self.invoices = invoices
        self.ledgers = ledgers
        self.users = users
        self.sessions = sessions
        self.signInFailures = signInFailures
        self.templates = templates
        self.keys = keys
        tokens = AccessTokens(keys: keys, lifetime: settings.tokenLifetime, random: random)
        cursors = CursorSeal(keys: keys)
        self.hasher = hasher
        self.clock = clock
        self.random = random
        self.logger = logger
        self.record = record ?? RequestRecord.output(to: logger)
        self.gauges = gauges
        openAPI = OpenAPI.Edition(
            DocumentFacts(
                version: settings.version, today: clock.now().day, tokenLifetime: tokens.lifetime,
                registrationIsOpen: settings.registrationIsOpen, address: settings.publicOrigin))
        health = HealthMonitor(clock: clock) { () throws(ServiceError) in try invoices.probe() }
    }

    package func lane(of request: Request) -> Lane {
        // Most requests read, and no route that does is slow (Route).
        if request.method == .get { return .workers }
        return router.endpoints(at: request.path)?.route(for: request.method)?.lane ?? .workers
    }

    package func respond(to request: Request) -> Response {
        let start = clock.ticks()
        var request = request
        // TLS may end before nginx.
        if let isSecure = settings.isPublicAddressSecure { request.isSecure = isSecure }
        let trace = RequestTrace(id: request.id)
        return RequestTrace.$current.withValue(trace) {
            var asker = Asker()
            var route = Self.noRoute
            let response: Response
            do throws(ServiceError) {
                response = try answer(request, by: &asker, on: &route)
            } catch {
                response = ErrorAnswer.response(
                    to: error, for: request, by: asker.visitor, allow: router.endpoints(at: request.path)?.allow,
                    in: self)
            }
            return finish(response, for: request, on: route, since: start, user: asker.user?.id, trace: trace)
        }
    }

    package func refuse(_ request: Request) -> Response {
        let error = ServiceError.unavailable("Too many sign-ins are waiting. Try again in a moment.", retryAfter: 1)
        return finish(
            ErrorAnswer.response(to: error, for: request, by: nil, allow: nil, in: self), for: request,
            on: router.endpoints(at: request.path)?.route(for: request.method)?.number ?? Self.noRoute,
            since: clock.ticks())
    }

    package func reject(_ status: HTTPResponse.Status, path: String, requestID: String) -> Response {
        let request = Request(method: .get, path: path, id: requestID)
        let error: ServiceError =
            status == .badRequest ? .malformed("The head of the request cannot be read.") : .failed
        var response = ErrorAnswer.response(to: error, for: request, by: nil, allow: nil, in: self)
        response.status = status
        return finish(response, for: request, on: Self.noRoute, since: clock.ticks())
    }

    /// What was counted of each route, under its method and path; those that were never asked for are left out.
    var tallies: [(method: String, path: String, tally: RequestCounters.Tally)] {
        let names = [("none", "none")] + Routes.all.map { ($0.method.rawValue, $0.path) }
        return names.enumerated().compactMap { index, name in
            let tally = counters.tally(of: index)
            return tally.statuses.isEmpty ? nil : (name.0, name.1, tally)
        }
    }

    /// The number of what no route answers.
    private static let noRoute = 0

    /// The contract's order of checks: path, method, credentials, then the body's size, type and syntax,
    /// and last what the endpoint itself looks at.
    private func answer(
        _ request: Request, by asker: inout Asker, on number: inout Int
    ) throws(ServiceError) -> Response {
        guard let endpoints = router.endpoints(at: request.path) else {
            if let redirect = router.redirect(for: request) { return redirect }
            throw .notFound("There is nothing at this address.")
        }
        if request.method == .options { return Response(.noContent, headers: [.allow: endpoints.allow]) }
        guard let route = endpoints.route(for: request.method) else { throw .methodNotAllowed }
        number = route.number
        asker = try Credentials.asker(of: request, for: route.access, in: self)
        if route.access == .session, asker.user == nil, request.method != .post {
            return Response(.seeOther, headers: [.location: NextPage.signIn(for: request)])
        }
        let body = try RequestBody(of: request, as: route.body)
        let query = try RequestBody.query(of: request)
        let call = Call(
            request: request, service: self, id: endpoints.id, user: asker.user, visitor: asker.visitor, query: query,
            body: body)
        if let visitor = asker.visitor, request.method == .post {
            try SameSite.checkOrigin(request, in: self)
            if route.access == .session, asker.user == nil {
                return try LoginPage.interrupted(call, at: router.page(of: request.path))
            }
            try SameSite.checkToken(call.form, of: visitor)
        }
        return try route.answer(call)
    }

    private func finish(
        _ response: Response, for request: Request, on route: Int, since start: UInt64, user: Int64? = nil,
        trace: RequestTrace? = nil
    ) -> Response {
        var response = response
        // No endpoint has set it; to append is quicker than to look for one to replace.
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
