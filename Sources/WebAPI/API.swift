import Accounts
import Application
import Auth
import HTTP
import Ledger
import Primitives
import Web

/// The API: its routes and the presentation of its errors.
package struct API: Sendable {
    package let routes: [Route]
    package let problems: any ErrorPresenter = Problems()
    /// The routes that the document describes.
    let described: [APIRoute]

    /// - Parameter gauges: The metrics of `/metrics` other than the request counters.
    package init(
        facts: APIFacts, store: any Store, passwords: any PasswordHashing, throttle: SignInThrottle,
        tokens: AccessTokens, cursors: CursorSeal, clock: Clock, random: RandomSource, counters: RequestCounters,
        gauges: @escaping @Sendable () -> [Gauge]
    ) {
        let monitor = HealthMonitor(clock: clock) { () throws(DomainError) in try store.probe() }
        let parts = APIRoutes(
            health: Health(monitor: monitor, version: facts.version, started: facts.started),
            metrics: Metrics(counters: counters, monitor: monitor, gauges: gauges),
            register: RegisterAccount(register: Register(store: store, passwords: passwords, clock: clock)),
            login: Login(
                signIn: SignIn(store: store, passwords: passwords, throttle: throttle), tokens: tokens, clock: clock),
            passwordChange: PasswordChange(
                changePassword: ChangePassword(store: store, passwords: passwords, throttle: throttle)),
            logoutAll: LogoutAll(signOut: SignOutEverywhere(store: store)),
            list: InvoiceList(listInvoices: ListInvoices(reader: store), cursors: cursors),
            create: InvoiceCreate(createInvoice: CreateInvoice(store: store, clock: clock, random: random)),
            invoices: ReadInvoices(reader: store), change: ChangeInvoice(store: store, clock: clock),
            delete: InvoiceDelete(deleteInvoice: DeleteInvoice(store: store, clock: clock)))
        let document = DocumentFacts(
            version: facts.version, today: clock.now().day, tokenLifetime: tokens.lifetime,
            registrationIsOpen: facts.registrationIsOpen, address: facts.publicOrigin)
        // The document also describes its own route, so the table is first built with an empty document.
        let edition = OpenAPI.Edition(document, of: parts.table(OpenAPI(edition: .none)))
        described = parts.table(OpenAPI(edition: edition))
        let credentials = Credentials(
            tokens: tokens, authenticate: AuthenticateToken(reader: store),
            registrationIsOpen: facts.registrationIsOpen, clock: clock)
        routes = described.map { $0.route(admittedBy: credentials) }
    }
}

/// The facts about this installation that the API reports.
package struct APIFacts: Sendable {
    /// The program's version.
    let version: String
    /// When the program was started: RFC 3339 in UTC, with milliseconds.
    let started: String
    /// Whether anyone may register; otherwise only the administrator's command creates accounts.
    let registrationIsOpen: Bool
    /// `https://invoices.example.com`, if the site has exactly one public address.
    let publicOrigin: String?

    package init(version: String, started: String, registrationIsOpen: Bool, publicOrigin: String?) {
        self.version = version
        self.started = started
        self.registrationIsOpen = registrationIsOpen
        self.publicOrigin = publicOrigin
    }
}
