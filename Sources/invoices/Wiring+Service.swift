import Administration
import Application
import Auth
import FastCGI
import HTTP
import Ledger
import Primitives
import Web
import WebAPI
import WebPages

extension Wiring {
    /// What answers requests.
    ///
    /// - Parameter load: The counters that the server updates.
    func service(
        over store: any Store, secrets: Secrets, started: WallTime, load: ServerLoad
    ) throws(OperatorError) -> any Responder {
        let keys = Keys(secret: secrets.current, previous: secrets.previous)
        let cursors = CursorSeal(keys: keys)
        let passwords = try hasher()
        let throttle = SignInThrottle(
            store: store, identifying: SignInIdentifiers(keys: keys), clock: .system,
            log: PasswordLogger(logger: logger))
        let counters = RequestCounters()
        let api = API(
            facts: APIFacts(
                version: Version.text, started: started.text, registrationIsOpen: registrationIsOpen,
                publicOrigin: configuration.publicURL),
            store: store, passwords: passwords, throttle: throttle,
            tokens: AccessTokens(keys: keys, lifetime: configuration.tokenLifetime, random: .secure),
            cursors: cursors, clock: .system, random: .secure, counters: counters,
            gauges: ServiceGauges(configuration: configuration, started: started, load: load).all)
        let pages = Pages(
            store: store, passwords: passwords, throttle: throttle, keys: keys, cursors: cursors,
            templates: try TemplateDirectory.templates(in: configuration.templates), clock: .system, random: .secure,
            registrationIsOpen: registrationIsOpen, publicOrigin: configuration.publicURL)
        return Dispatcher(
            routes: api.routes + pages.routes, isSecure: configuration.publicURL.map { $0.hasPrefix("https://") },
            problems: api.problems, errorPages: pages.errorPages, clock: .system, counters: counters, record: record)
    }

    /// How whole invoices are answered.
    var renderer: AnswerRenderer { AnswerRenderer(InvoiceJSON.bytes(of:)) }

    /// The first answer under an idempotency key of a database that did not keep answers yet.
    var legacyAnswer: @Sendable (_ key: String, _ invoice: Invoice) -> [UInt8] {
        { key, invoice in
            CreatePage.isForm(key: key)
                ? CreatePage.answer(to: invoice).bytes : InvoiceAnswers.creation(of: invoice).bytes
        }
    }

    private var registrationIsOpen: Bool { configuration.registration == .open }
}
