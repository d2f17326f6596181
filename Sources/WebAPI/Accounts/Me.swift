import HTTP
import Ledger
import Web

/// `GET /api/v1/auth/me`: the signed-in user.
struct Me: APIEndpoint {
    func answer(_ call: APICall) throws(DomainError) -> Response {
        let user = try call.user
        try Parameters(call.query).check()
        return JSONAnswer.ok(UserJSON.bytes(of: user))
    }
}
