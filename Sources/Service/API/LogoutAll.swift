import Accounts
import HTTP
import HTTPTypes
import Invoicing

/// `POST /api/v1/auth/logout-all`: ends every token and session of the user.
enum LogoutAll {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        try Parameters(call.query).check()
        try call.service.users.signOutEverywhere(call.actor.user)
        return Response(.noContent)
    }
}
