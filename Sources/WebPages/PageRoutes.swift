import HTTP
import HTTPTypes

/// Every route of the pages. The endpoint of each stands in the file of its name.
struct PageRoutes {
    let register: RegisterPage
    let logout: LogoutPage
    let home: HomePage
    let list: InvoicesPage
    let csv: InvoicesCSV
    let create: CreatePage
    let search: SearchPage
    let invoice: InvoicePage
    let status: StatusPage
    let edit: EditPage
    let delete: DeletePage
    let settings: SettingsPage
    let account: AccountPage

    func table(_ login: LoginPage) -> [PageRoute] {
        [
            PageRoute(.get, LoginPage.path, for: .visitor, login.show),
            PageRoute(.post, LoginPage.path, for: .visitor, in: .hashing, login.submit),
            PageRoute(.get, RegisterPage.path, for: .registrant, register.show),
            PageRoute(.post, RegisterPage.path, for: .registrant, in: .hashing, register.submit),
        ] + signedIn
    }

    /// What is for those who are signed in.
    var signedIn: [PageRoute] {
        [
            PageRoute(.post, "/logout", formOn: "/", logout.submit),
            PageRoute(.get, "/", home.show),
            PageRoute(.get, InvoicesPage.path, list.show),
            PageRoute(.get, InvoicesCSV.path, csv.download),
            PageRoute(.get, "/create", create.show),
            PageRoute(.post, "/create", create.submit, resume: create.resume),
            PageRoute(.get, "/search", search.show),
            PageRoute(.post, "/search", search.submit, resume: search.resume),
            PageRoute(.get, "/invoice/{id}", invoice.show),
            PageRoute(.post, "/invoice/{id}/status", formOn: "/invoice/{id}", status.submit),
            PageRoute(.get, "/invoice/{id}/edit", edit.show),
            PageRoute(.post, "/invoice/{id}/edit", edit.submit, resume: edit.resume),
            PageRoute(.get, "/invoice/{id}/delete", delete.show),
            PageRoute(.post, "/invoice/{id}/delete", delete.submit),
            PageRoute(.get, SettingsPage.path, settings.show),
            PageRoute(.post, SettingsPage.path, settings.submit, resume: settings.resume),
            PageRoute(.get, AccountPage.path, account.show),
            PageRoute(.post, AccountPage.path, in: .hashing, account.submit),
            PageRoute(.get, "/.well-known/change-password", account.redirect),
        ]
    }
}
