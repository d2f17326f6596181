import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing

/// `POST /api/v1/auth/register`: makes an account.
enum Register {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        let body = try JSONInput(
            call.body, known: ["email", "username", "password", "full_name"], besides: Parameters(call.query).faults)
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
