import HTTPTypes
import Web

/// What each endpoint answers to whom: one row for each route.
struct AccessRow {
    enum Body {
        case none
        case json(String)
        /// Fields beside the proof that the form came from a page.
        case form(KeyValuePairs<String, String>)
    }

    /// `GET /path`, as the route has it.
    let route: String
    var body = Body.none
    /// Beside the path; `{number}` is the number of the owner's invoice.
    var query = ""
    /// The answer to somebody without credentials, where that is not the route's kind's own.
    var anyone: Int?
    /// The answer to the owner of invoice 1.
    let owner: Int
    /// The answer to another user.
    let other: Int

    init(_ route: String, _ body: Body = .none, query: String = "", anyone: Int? = nil, owner: Int, other: Int? = nil) {
        self.route = route
        self.body = body
        self.query = query
        self.anyone = anyone
        self.owner = owner
        self.other = other ?? owner
    }

    static let all: [AccessRow] = [
        AccessRow("GET /health", anyone: 200, owner: 200),
        AccessRow("GET /openapi.json", anyone: 200, owner: 200),
        AccessRow("GET /docs", anyone: 200, owner: 200),
        AccessRow("GET /redoc", anyone: 200, owner: 200),
        // Anyone on this machine, which these requests come from.
        AccessRow("GET /metrics", anyone: 200, owner: 200),

        AccessRow("POST /api/v1/auth/register", .json("{}"), anyone: 422, owner: 422),
        AccessRow("POST /api/v1/auth/login", .form(["username": "owner"]), anyone: 422, owner: 422),
        AccessRow("GET /api/v1/auth/me", owner: 200),
        AccessRow(
            "POST /api/v1/auth/password",
            .json(#"{"current_password": "a good password", "new_password": "a better password"}"#), owner: 204),
        AccessRow("POST /api/v1/auth/logout-all", owner: 204),

        AccessRow("GET /api/v1/invoices", owner: 200),
        AccessRow("POST /api/v1/invoices", .json(invoice), owner: 201),
        AccessRow("GET /api/v1/invoices/find", query: "invoice_number={number}", owner: 200, other: 404),
        AccessRow("GET /api/v1/invoices/{id}", owner: 200, other: 404),
        AccessRow("PATCH /api/v1/invoices/{id}", .json(#"{"notes": "new"}"#), owner: 200, other: 404),
        AccessRow("DELETE /api/v1/invoices/{id}", owner: 204, other: 404),
        AccessRow("PATCH /api/v1/invoices/{id}/status", .json(#"{"status": "PAID"}"#), owner: 200, other: 404),

        AccessRow("GET /login", anyone: 200, owner: 303),
        AccessRow("POST /login", .form(["username": "owner"]), anyone: 403, owner: 422),
        AccessRow("GET /register", anyone: 200, owner: 303),
        AccessRow("POST /register", .form([:]), anyone: 403, owner: 422),
        AccessRow("POST /logout", .form([:]), owner: 303),
        AccessRow("GET /", owner: 200),
        AccessRow("GET /invoices", owner: 200),
        AccessRow("GET /invoices.csv", owner: 200),
        AccessRow("GET /create", owner: 200),
        AccessRow("POST /create", .form(form), owner: 303),
        AccessRow("GET /search", owner: 200),
        AccessRow("POST /search", .form(["invoice_number": "{number}"]), owner: 303, other: 404),
        AccessRow("GET /invoice/{id}", owner: 200, other: 404),
        AccessRow("POST /invoice/{id}/status", .form(["status": "PAID"]), owner: 303, other: 404),
        AccessRow("GET /invoice/{id}/edit", owner: 200, other: 404),
        AccessRow("POST /invoice/{id}/edit", .form(form), owner: 303, other: 404),
        AccessRow("GET /invoice/{id}/delete", owner: 200, other: 404),
        AccessRow("POST /invoice/{id}/delete", .form([:]), owner: 303, other: 404),
        AccessRow("GET /settings", owner: 200),
        AccessRow("POST /settings", .form(["currency": "EUR"]), owner: 303),
        AccessRow("GET /account", owner: 200),
        AccessRow("POST /account", .form(["action": "sign-out-everywhere"]), owner: 303),
        AccessRow("GET /.well-known/change-password", owner: 303),
    ]

    /// Each route that has a row, with it.
    static func byRoute(_ routes: [Route]) -> [(route: Route, row: AccessRow)] {
        routes.compactMap { route in all.first { $0.route == route.name }.map { (route, $0) } }
    }

    private static let invoice = """
        {"customer_name": "Acme Corp", "items": [{"description": "Work", "quantity": 1, "unit_price": 1}]}
        """
    private static let form: KeyValuePairs = [
        "customer_name": "Acme Corp", "item_description": "Work", "item_quantity": "1", "item_unit_price": "1",
    ]
}

extension Route {
    /// As ``AccessRow/route`` has it.
    var name: String { "\(method.rawValue) \(path)" }
}
