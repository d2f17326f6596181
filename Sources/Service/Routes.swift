import HTTP
import HTTPTypes

/// Every route of the service. The endpoint of each stands in the file of its name.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/health", Health.self),
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
    ]
}
