import Accounts
import Primitives
import JSON

/// The bearer tokens of the API: JWT (RFC 7519) signed with HMAC-SHA256, following RFC 8725.
package struct AccessTokens: Sendable {
    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))

    /// In seconds.
    package let lifetime: Int
    private let keys: KeyRing
    private let random: RandomSource
    private let verified = VerifiedTokens()

    /// `lifetime` is in seconds and greater than zero.
    package init(keys: Keys, lifetime: Int, random: RandomSource) {
        precondition(lifetime > 0, "a token's lifetime must be greater than zero")
        self.lifetime = lifetime
        self.keys = keys.accessTokens
        self.random = random
    }

    /// A token that authenticates the user until it expires or the user's generation changes.
    package func issue(for user: User, at moment: Timestamp) -> String {
        var claims = JSONWriter(reserving: 160)
        claims.object { claims in
            claims.string("sub", String(user.id))
            claims.integer("iat", moment.seconds)
            claims.integer("exp", moment.adding(seconds: Int64(lifetime)).seconds)
            claims.string("jti", Base64URL.encode(random.bytes(16)))
            claims.integer("gen", user.generation)
        }
        let signed = "\(Self.header).\(Base64URL.encode(claims.bytes))"
        return "\(signed).\(Base64URL.encode(keys.tag(of: Array(signed.utf8)[...])))"
    }

    /// The claims of a token; nil unless it was issued here and is valid at that moment.
    ///
    /// The caller must check that the user still exists, is active and has the same generation.
    package func claims(of token: String, at moment: Timestamp) -> TokenClaims? {
        if let claims = verified.claims(of: token) { return moment < claims.expires ? claims : nil }
        guard let claims = verifiedClaims(of: token, at: moment) else { return nil }
        verified.keep(claims, of: token)
        return claims
    }

    private func verifiedClaims(of token: String, at moment: Timestamp) -> TokenClaims? {
        // The signature is verified first, as HMAC-SHA256 whatever the header says: no unauthenticated data is parsed.
        guard let token = CompactToken(token), let tag = Base64URL.decode(token.signature),
            keys.verifies(tag, of: token.signed), isAccepted(token.header), let bytes = Base64URL.decode(token.payload),
            case .object(let claims)? = try? JSONValue(parsing: bytes)
        else { return nil }
        return TokenClaims(claims, at: moment)
    }

    /// Whether a header names `HS256` and has no critical extension.
    private func isAccepted(_ header: ArraySlice<UInt8>) -> Bool {
        if header.elementsEqual(Self.header.utf8) { return true }
        guard let bytes = Base64URL.decode(header), case .object(let members)? = try? JSONValue(parsing: bytes)
        else { return false }
        // RFC 7515, 4.1.11: an unknown critical extension makes the token invalid. None is known here.
        return members["alg"] == .string("HS256") && members["crit"] == nil
    }
}

/// A token in the compact serialisation (RFC 7515, 7.1), split but not yet verified.
struct CompactToken {
    /// The maximum length in bytes. Issued tokens have about 250.
    static let longest = 4096

    let header: ArraySlice<UInt8>
    let payload: ArraySlice<UInt8>
    let signature: ArraySlice<UInt8>
    /// The header and the payload with the dot between them.
    let signed: ArraySlice<UInt8>

    /// Nil for a token that is too long or does not have three parts.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        (header, payload, signature) = (parts[0], parts[1], parts[2])
        signed = bytes[..<payload.endIndex]
    }
}
