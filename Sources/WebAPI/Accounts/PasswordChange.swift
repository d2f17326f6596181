import Application
import HTTP
import HTTPTypes
import Ledger
import Web

/// `POST /api/v1/auth/password`: changes the password and ends every token and session.
struct PasswordChange: APIEndpoint {
    let changePassword: ChangePassword

    func answer(_ call: APICall) throws(DomainError) -> Response {
        let user = try call.user
        let body = try JSONInput(
            call.body, known: ["current_password", "new_password"], besides: Parameters(call.query).faults)
        try changePassword.perform(
            of: user, from: body.value("current_password"), to: body.value("new_password"),
            network: ClientNetwork.bytes(of: call.request.remoteAddress), besides: body.faults)
        return Response(.noContent)
    }
}
