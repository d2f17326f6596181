import Primitives

/// A valid new account, except that its names may be taken. Its password is not hashed yet.
package struct Registration: Equatable, Sendable {
    package let email: String
    package let username: String
    package let fullName: String?
    package let password: Password

    /// Validates the input; throws with every fault, at `/email`, `/username`, `/full_name`, `/password`.
    ///
    /// The password of a sample account is public and may be easy to guess.
    package init(
        email: TypedValue, username: TypedValue, fullName: TypedValue, password: TypedValue, isSample: Bool = false
    ) throws(InvalidInput) {
        var faults: [Fault] = []
        func required<Value>(
            _ value: TypedValue, at pointer: String, _ parse: (String) throws(ValueFault) -> Value?
        ) -> Value? {
            do throws(ValueFault) {
                switch value {
                case .text(let typed):
                    if let parsed = try parse(typed) { return parsed }
                    throw ValueFault("must not be empty")
                case .absent: throw ValueFault("is required")
                case .null: throw ValueFault("must not be null")
                case .number, .other: throw ValueFault("must be a string")
                }
            } catch {
                faults.append(Fault(.pointer(pointer), error.detail))
                return nil
            }
        }
        let email = required(email, at: "/email", EmailRule.value(of:))
        let username = required(username, at: "/username", UsernameRule.value(of:))
        let fullName: String?? =
            switch fullName {
            case .absent, .null: .some(nil)
            case .text(let typed) where TextRule.trimmed(typed).isEmpty: .some(nil)
            default: required(fullName, at: "/full_name", AccountRules.fullName.value(of:)).map { .some($0) }
            }
        let names = [username, email].compactMap(\.self)
        let password = required(password, at: "/password") { (typed) throws(ValueFault) in
            isSample ? try Password(typed) : try Password(typed, of: names)
        }
        guard let email, let username, let fullName, let password else { throw InvalidInput(faults) }
        self.email = email
        self.username = username
        self.fullName = fullName
        self.password = password
    }
}

/// The rules of an account's members.
package enum AccountRules {
    package static let fullName = TextRule(1...200)
    package static let usernameLength = 3...50
    /// In Unicode scalars.
    package static let shortestPassword = 8
    /// In bytes of UTF-8: bcrypt ignores what comes after.
    package static let longestPassword = 72
}

/// A user name: 3–50 of `A–Z a–z 0–9 _ . -`.
package enum UsernameRule {
    package static let pattern = "^[A-Za-z0-9_.-]{3,50}$"

    /// The trimmed name; nil when nothing is left.
    package static func value(of typed: String) throws(ValueFault) -> String? {
        let name = TextRule.trimmed(typed)
        if name.isEmpty { return nil }
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isAllowed, AccountRules.usernameLength.contains(name.utf8.count) else {
            throw ValueFault("must be 3 to 50 of the characters A-Z a-z 0-9 _ . -")
        }
        return name
    }
}
