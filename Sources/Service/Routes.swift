import HTTP
import HTTPTypes

/// Every route of the service. The endpoint of each stands in the file of its name.
enum Routes {
    static let all: [Route] = [
        Route(.get, "/health", Health.answer),

        Route(.post, "/api/v1/auth/register", for: .registration, takes: .json, in: .hashing, Register.answer),
        Route(.post, "/api/v1/auth/login", takes: .form, in: .hashing, Login.answer),
        Route(.get, "/api/v1/auth/me", for: .bearer, Me.answer),
        Route(.post, "/api/v1/auth/password", for: .bearer, takes: .json, in: .hashing, PasswordChange.answer),
        Route(.post, "/api/v1/auth/logout-all", for: .bearer, LogoutAll.answer),

        Route(.get, "/api/v1/invoices", for: .bearer, InvoiceList.answer),
        Route(.post, "/api/v1/invoices", for: .bearer, takes: .json, InvoiceCreate.answer),
        Route(.get, "/api/v1/invoices/find", for: .bearer, InvoiceFind.answer),
        Route(.get, "/api/v1/invoices/{id}", for: .bearer, InvoiceGet.answer),
        Route(.patch, "/api/v1/invoices/{id}", for: .bearer, takes: .patch, InvoiceUpdate.answer),
        Route(.delete, "/api/v1/invoices/{id}", for: .bearer, InvoiceDelete.answer),
        Route(.patch, "/api/v1/invoices/{id}/status", for: .bearer, takes: .patch, InvoiceStatusChange.answer),
    ]
}
