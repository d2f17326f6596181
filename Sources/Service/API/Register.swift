import Accounts
import HTTP
import Invoicing

/// `POST /api/v1/auth/register`: makes an account.
enum Register {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let parameters = Parameters(call.query)
        let body = try together(with: parameters.faults) { () throws(ServiceError) in
            try JSONInput(call.body, known: ["email", "username", "password", "full_name"])
        }
        let registration = try together(with: body.faults) { () throws(ServiceError) in
            try Registration(
                email: body.value("email"), username: body.value("username"), fullName: body.value("full_name"),
                password: body.value("password"))
        }
        let hash = try call.service.hasher.hash(registration.password)
        let user = try call.service.users.create(registration, passwordHash: hash, at: call.now)
        var response = JSONAnswer.ok(UserJSON.bytes(of: user), status: .created)
        response.headers[.location] = "/api/v1/auth/me"
        return response
    }
}
