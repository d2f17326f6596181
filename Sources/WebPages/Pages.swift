import Accounts
import Application
import Auth
import Primitives
import Web

/// The pages: their routes, and how errors are answered beside the API.
package struct Pages: Sendable {
    package let routes: [Route]
    package let errorPages: any ErrorPresenter

    /// `publicOrigin` is `https://invoices.example.com` when the site is known by one address only: forms must come
    /// from there. Otherwise it is each request's own.
    package init(
        store: any Store, passwords: any PasswordHashing, throttle: SignInThrottle, keys: Keys, cursors: CursorSeal,
        templates: Templates, clock: Clock, random: RandomSource, registrationIsOpen: Bool, publicOrigin: String?
    ) {
        let renderer = PageRenderer(templates: templates, random: random)
        let visitors = Visitors(sessions: Sessions(store: store, clock: clock), keys: keys, random: random)
        let (invoices, list) = (ReadInvoices(reader: store), ListInvoices(reader: store))
        let (ledger, change) = (ReadLedger(reader: store, clock: clock), ChangeInvoice(store: store, clock: clock))
        let fields = InvoiceFormFields(ledger: ledger)
        let pages = PageRoutes(
            register: RegisterPage(
                register: Register(store: store, passwords: passwords, clock: clock), visitors: visitors,
                renderer: renderer),
            logout: LogoutPage(visitors: visitors),
            home: HomePage(ledger: ledger, renderer: renderer),
            list: InvoicesPage(invoices: list, ledger: ledger, cursors: cursors, renderer: renderer),
            csv: InvoicesCSV(invoices: list, cursors: cursors),
            create: CreatePage(
                createInvoice: CreateInvoice(store: store, clock: clock, random: random), fields: fields,
                random: random, renderer: renderer),
            search: SearchPage(invoices: invoices, ledger: ledger, renderer: renderer),
            invoice: InvoicePage(invoices: invoices, ledger: ledger, renderer: renderer),
            status: StatusPage(changeInvoice: change),
            edit: EditPage(invoices: invoices, changeInvoice: change, fields: fields, renderer: renderer),
            delete: DeletePage(
                invoices: invoices, ledger: ledger, deleteInvoice: DeleteInvoice(store: store, clock: clock),
                renderer: renderer),
            settings: SettingsPage(ledger: ledger, changeBusiness: ChangeBusiness(store: store), renderer: renderer),
            account: AccountPage(
                changePassword: ChangePassword(store: store, passwords: passwords, throttle: throttle),
                signOut: SignOutEverywhere(store: store), renderer: renderer))
        let login = LoginPage(
            signIn: SignIn(store: store, passwords: passwords, throttle: throttle), visitors: visitors,
            resumable: ResumableForms(of: pages.signedIn), registrationIsOpen: registrationIsOpen, renderer: renderer)
        let checks = PageChecks(
            visitors: visitors, sameSite: SameSite(publicOrigin: publicOrigin), registrationIsOpen: registrationIsOpen,
            login: login, clock: clock)
        routes = pages.table(login).map { $0.route(behind: checks) }
        errorPages = ErrorPages(visitors: visitors, renderer: renderer)
    }
}
