import Accounts
import Auth
import HTTP
import HTTPTypes
import Invoicing

/// `POST /api/v1/auth/password`: sets another password and ends every token and session.
enum PasswordChange {
    static func answer(_ call: Call) throws(ServiceError) -> Response {
        guard let user = call.user else { throw .failed }
        let body = try JSONInput(
            call.body, known: ["current_password", "new_password"], besides: Parameters(call.query).faults)
        try change(
            of: user, from: body.value("current_password"), to: body.value("new_password"), besides: body.faults,
            in: call)
        return Response(.noContent)
    }

    /// Throws `invalid`, and changes nothing, for the faults found before and those at
    /// `/current_password` and `/new_password`; `tooManyRequests` when the current one was wrong too often.
    static func change(
        of user: User, from current: TypedValue, to new: TypedValue, besides earlier: [Fault] = [],
        in call: Call
    ) throws(ServiceError) {
        let service = call.service
        var faults = earlier
        let current = text(current, at: "/current_password", &faults)
        var password: Password?
        if let typed = text(new, at: "/new_password", &faults) {
            do throws(ValueFault) {
                password = try Password(typed, of: [user.username, user.email])
            } catch {
                faults.append(Fault(.pointer("/new_password"), error.detail))
            }
        }
        let stored = try service.users.credentials(for: user.username)
        if let current {
            let throttle = try SignInThrottle(for: user.username, of: call.request, in: service)
            if service.hasher.verify(current, against: stored?.passwordHash) {
                throttle.clear(for: user)
            } else {
                try throttle.noteFailure()
                faults.append(wrong)
            }
        }
        guard let password, let stored, faults.isEmpty else { throw .invalid(faults) }
        let hash = try service.hasher.hash(password)
        // Somebody else may have changed it while this was hashing.
        guard try service.users.setPassword(of: user.id, hash: hash, replacing: stored.passwordHash) else {
            throw .invalid([wrong])
        }
    }

    private static let wrong = Fault(.pointer("/current_password"), "is not the current password")

    private static func text(_ value: TypedValue, at pointer: String, _ faults: inout [Fault]) -> String? {
        switch value {
        case .text(let text): return text
        case .absent: faults.append(Fault(.pointer(pointer), "is required"))
        case .null, .number, .other: faults.append(Fault(.pointer(pointer), "must be a string"))
        }
        return nil
    }
}
