import Application
import HTTP
import HTTPTypes
import Web

/// Every route of the API. Each endpoint is in the file with its name.
struct APIRoutes {
    let health: Health
    let metrics: Metrics
    let register: RegisterAccount
    let login: Login
    let passwordChange: PasswordChange
    let logoutAll: LogoutAll
    let list: InvoiceList
    let create: InvoiceCreate
    let invoices: ReadInvoices
    let change: ChangeInvoice
    let delete: InvoiceDelete

    func table(_ openAPI: OpenAPI) -> [APIRoute] {
        [
            APIRoute(.get, "/health", health),
            APIRoute(.get, Metrics.path, for: .loopback, metrics),
            APIRoute(.get, OpenAPI.path, openAPI),
            APIRoute(.get, "/docs", APIPage.swaggerUI),
            APIRoute(.get, "/redoc", APIPage.redoc),

            APIRoute(.post, "/api/v1/auth/register", for: .registration, takes: .json, in: .hashing, register),
            APIRoute(.post, Login.path, takes: .form, in: .hashing, login),
            APIRoute(.get, "/api/v1/auth/me", for: .bearer, Me()),
            APIRoute(.post, "/api/v1/auth/password", for: .bearer, takes: .json, in: .hashing, passwordChange),
            APIRoute(.post, "/api/v1/auth/logout-all", for: .bearer, logoutAll),

            APIRoute(.get, InvoiceList.path, for: .bearer, list),
            APIRoute(.post, InvoiceList.path, for: .bearer, takes: .json, create),
            APIRoute(.get, "/api/v1/invoices/find", for: .bearer, InvoiceFind(invoices: invoices)),
            APIRoute(.get, "/api/v1/invoices/{id}", for: .bearer, InvoiceGet(invoices: invoices)),
            APIRoute(
                .patch, "/api/v1/invoices/{id}", for: .bearer, takes: .patch, InvoiceUpdate(changeInvoice: change)),
            APIRoute(.delete, "/api/v1/invoices/{id}", for: .bearer, delete),
            APIRoute(
                .patch, "/api/v1/invoices/{id}/status", for: .bearer, takes: .patch,
                InvoiceStatusChange(changeInvoice: change)),
        ]
    }
}
