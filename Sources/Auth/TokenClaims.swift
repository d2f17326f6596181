import Primitives
import JSON

/// The claims of a valid access token.
package struct TokenClaims: Equatable, Sendable {
    /// `sub`: the user's id; greater than zero.
    package let user: Int64
    /// `gen`: the user's generation when the token was issued.
    package let generation: Int64
    /// `exp`: the first second at which the token is no longer valid.
    package let expires: Timestamp
}

extension TokenClaims {
    /// Nil unless every claim that ``AccessTokens`` issues is present and well-formed, and the token is valid at
    /// that moment. Only `jti` may be missing; `nbf` is checked if present (RFC 7519, 4.1.5).
    init?(_ claims: JSONObject, at moment: Timestamp) {
        guard case .string(let subject)? = claims["sub"], let user = Int64(subject), user > 0, String(user) == subject,
            case .number(let number)? = claims["gen"], let generation = Int64(number),
            claims["iat"].flatMap(NumericDate.init) != nil,
            let expires = claims["exp"].flatMap(NumericDate.init), moment < expires.roundedUp
        else { return nil }
        if let notBefore = claims["nbf"] {
            guard let date = NumericDate(notBefore), date.roundedUp <= moment else { return nil }
        }
        if let identifier = claims["jti"] {
            guard case .string = identifier else { return nil }
        }
        self.init(user: user, generation: generation, expires: expires.roundedUp)
    }
}

/// A JSON number of seconds since 1970-01-01T00:00:00Z (RFC 7519, 2), up to the year 9999.
struct NumericDate {
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// The first whole second at or after the date: the limit for `exp` and `nbf` when time is in whole seconds.
    let roundedUp: Timestamp

    /// Nil for anything but a number, and for one out of range.
    init?(_ value: JSONValue) {
        guard case .number(let text) = value,
            let seconds = Int64(text) ?? Double(text).flatMap({ Int64(exactly: $0.rounded(.up)) }),
            Self.range.contains(seconds)
        else { return nil }
        roundedUp = Timestamp(seconds: seconds)
    }
}
