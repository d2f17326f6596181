import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Primitives
import Web

/// `POST /api/v1/auth/register`: creates an account.
struct RegisterAccount: APIEndpoint {
    let register: Register

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let body = try JSONInput(
            call.body, known: ["email", "username", "password", "full_name"], besides: Parameters(call.query).faults)
        let registration = try together(with: body.faults) { () throws(InvalidInput) in
            try Registration(
                email: body.value("email"), username: body.value("username"), fullName: body.value("full_name"),
                password: body.value("password"))
        }
        var response = JSONAnswer.ok(UserJSON.bytes(of: try register.perform(registration)), status: .created)
        response.headers[.location] = "/api/v1/auth/me"
        return response
    }
}
