import HTTP
import HTTPTypes

/// Every route of the service. The endpoint of each stands in the file of its name.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/health", Health.self),
        Route(.get, Metrics.path, for: .loopback, Metrics.answer),
        Route(.get, "/openapi.json", OpenAPI.self),
        Route(.get, "/docs", APIPages.swaggerUI),
        Route(.get, "/redoc", APIPages.redoc),

        Route(.post, "/api/v1/auth/register", for: .registration, takes: .json, in: .hashing, Register.self),
        Route(.post, "/api/v1/auth/login", takes: .form, in: .hashing, Login.self),
        Route(.get, "/api/v1/auth/me", for: .bearer, Me.self),
        Route(.post, "/api/v1/auth/password", for: .bearer, takes: .json, in: .hashing, PasswordChange.self),
        Route(.post, "/api/v1/auth/logout-all", for: .bearer, LogoutAll.self),

        Route(.get, "/api/v1/invoices", for: .bearer, InvoiceList.self),
        Route(.post, "/api/v1/invoices", for: .bearer, takes: .json, InvoiceCreate.self),
        Route(.get, "/api/v1/invoices/find", for: .bearer, InvoiceFind.self),
        Route(.get, "/api/v1/invoices/{id}", for: .bearer, InvoiceGet.self),
        Route(.patch, "/api/v1/invoices/{id}", for: .bearer, takes: .patch, InvoiceUpdate.self),
        Route(.delete, "/api/v1/invoices/{id}", for: .bearer, InvoiceDelete.self),
        Route(.patch, "/api/v1/invoices/{id}/status", for: .bearer, takes: .patch, InvoiceStatusChange.self),

        Route(.get, "/login", for: .visitor, LoginPage.show),
        Route(.post, "/login", for: .visitor, takes: .form, in: .hashing, LoginPage.submit),
        Route(.get, "/register", for: .registrant, RegisterPage.show),
        Route(.post, "/register", for: .registrant, takes: .form, in: .hashing, RegisterPage.submit),
        Route(.post, "/logout", for: .session, takes: .form, LogoutPage.submit),
        Route(.get, "/", for: .session, HomePage.show),
        Route(.get, "/invoices", for: .session, InvoicesPage.show),
        Route(.get, "/invoices.csv", for: .session, InvoicesCSV.download),
        Route(.get, "/create", for: .session, CreatePage.show),
        Route(.post, "/create", for: .session, takes: .form, CreatePage.submit),
        Route(.get, "/search", for: .session, SearchPage.show),
        Route(.post, "/search", for: .session, takes: .form, SearchPage.submit),
        Route(.get, "/invoice/{id}", for: .session, InvoicePage.show),
        Route(.post, "/invoice/{id}/status", for: .session, takes: .form, StatusPage.submit),
        Route(.get, "/invoice/{id}/edit", for: .session, EditPage.show),
        Route(.post, "/invoice/{id}/edit", for: .session, takes: .form, EditPage.submit),
        Route(.get, "/invoice/{id}/delete", for: .session, DeletePage.show),
        Route(.post, "/invoice/{id}/delete", for: .session, takes: .form, DeletePage.submit),
        Route(.get, "/settings", for: .session, SettingsPage.show),
        Route(.post, "/settings", for: .session, takes: .form, SettingsPage.submit),
        Route(.get, "/account", for: .session, AccountPage.show),
        Route(.post, "/account", for: .session, takes: .form, in: .hashing, AccountPage.submit),
        Route(.get, "/.well-known/change-password", for: .session, AccountPage.changePassword),
    ]
}
