import Accounts
import Application
import HTTP
import HTTPTypes
import Ledger
import Web

/// `POST /api/v1/auth/logout-all`: ends every token and session of the user.
struct LogoutAll: APIEndpoint {
    let signOut: SignOutEverywhere

    func answer(_ call: APICall) throws(DomainError) -> Response {
        try Parameters(call.query).check()
        try signOut.perform(call.user.id)
        return Response(.noContent)
    }
}
