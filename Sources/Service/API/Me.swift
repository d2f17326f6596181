import HTTP
import Invoicing

/// `GET /api/v1/auth/me`: who is signed in.
enum Me {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        guard let user = call.user else { throw .failed }
        try Parameters(call.query).check()
        return JSONAnswer.ok(UserJSON.bytes(of: user))
    }
}
