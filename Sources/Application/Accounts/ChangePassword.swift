import Accounts
import Ledger
import Primitives

/// Changes a password, which ends every token and session of the user.
package struct ChangePassword: Sendable {
    private let store: any Store
    private let passwords: any PasswordHashing
    private let throttle: SignInThrottle

    package init(store: any Store, passwords: any PasswordHashing, throttle: SignInThrottle) {
        self.store = store
        self.passwords = passwords
        self.throttle = throttle
    }

    /// Throws `invalid`, without any change, for the `earlier` faults and those at
    /// `/current_password` and `/new_password`; `tooManyRequests` when the current password was wrong too often.
    package func perform(
        of user: User, from current: TypedValue, to new: TypedValue, network: [UInt8], besides earlier: [Fault] = []
    ) throws(DomainError) {
        var faults = earlier
        let current = Self.text(current, at: "/current_password", &faults)
        var password: Password?
        if let typed = Self.text(new, at: "/new_password", &faults) {
            do throws(ValueFault) {
                password = try Password(typed, of: [user.username, user.email])
            } catch {
                faults.append(Fault(.pointer("/new_password"), error.detail))
            }
        }
        let stored = try store.credentials(for: user.username)
        if let current {
            let attempt = try throttle.begin(name: user.username, network: network)
            if passwords.verify(current, against: stored?.passwordHash) {
                throttle.noteSuccess(of: attempt, user: user)
            } else {
                try throttle.noteFailure(of: attempt)
                faults.append(Self.wrongPassword)
            }
        }
        guard let password, let stored, faults.isEmpty else { throw .invalid(faults) }
        guard let hash = passwords.hash(password) else { throw .failed }
        try store.perform("change password") { unit in
            // Another request may have changed the password during the hashing.
            guard try unit.passwordHash(of: user.id) == stored.passwordHash else {
                throw DomainError.invalid([Self.wrongPassword])
            }
            try unit.setPasswordHash(hash, of: user.id)
            _ = try unit.raiseGeneration(of: user.id)
        }
    }

    private static let wrongPassword = Fault(.pointer("/current_password"), "is not the current password")

    private static func text(_ value: TypedValue, at pointer: String, _ faults: inout [Fault]) -> String? {
        switch value {
        case .text(let text): return text
        case .absent: faults.append(Fault(.pointer(pointer), "is required"))
        case .null, .number, .other: faults.append(Fault(.pointer(pointer), "must be a string"))
        }
        return nil
    }
}
