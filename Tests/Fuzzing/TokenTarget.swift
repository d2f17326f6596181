import Accounts
import JSON
import Primitives

@testable import Auth

/// The access token. The input, up to its first line end, is a token's header and the rest its payload: they are
/// presented signed by us, signed by somebody else, unsigned, and as the whole of a token.
enum TokenTarget {
    static func run(_ input: [UInt8]) {
        let header = Array(input.prefix { $0 != 0x0A })
        let payload = Array(input.dropFirst(header.count + 1))
        let signed = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        if let claims = tokens.claims(of: token(signed, by: keys), at: now) {
            check(claims, header: header, payload: payload)
        }

        demand(tokens.claims(of: token(signed, by: otherKeys), at: now) == nil, "a stranger's signature was accepted")
        for token in [signed, signed + ".", signed + "." + Base64URL.encode(payload)] {
            demand(tokens.claims(of: token, at: now) == nil, "a token without a signature was accepted")
        }
        // Nothing that holds the right signature gets here by chance.
        demand(
            tokens.claims(of: String(decoding: input, as: UTF8.self), at: now) == nil, "a made-up token was accepted")
    }

    private static func check(_ claims: TokenClaims, header: [UInt8], payload: [UInt8]) {
        demand(claims.user > 0, "user: \(claims)")
        demand(now < claims.expires, "expired: \(claims)")
        demand(tokens.claims(of: token(header, payload), at: claims.expires) == nil, "outlives itself: \(claims)")
        guard case .object(let members)? = try? JSONValue(parsing: header) else { fatalError("no header") }
        demand(members["alg"] == .string("HS256"), "another algorithm")
        guard case .object(let said)? = try? JSONValue(parsing: payload) else { fatalError("no claims") }
        demand(said["sub"] == .string(String(claims.user)), "another user: \(claims)")
        demand(said["exp"] != nil, "without an end: \(claims)")
    }

    private static func token(_ header: [UInt8], _ payload: [UInt8]) -> String {
        token("\(Base64URL.encode(header)).\(Base64URL.encode(payload))", by: keys)
    }

    private static func token(_ signed: String, by keys: Keys) -> String {
        "\(signed).\(Base64URL.encode(keys.accessTokens.tag(of: Array(signed.utf8)[...])))"
    }

    private static let now = Timestamp(seconds: 1_700_000_000)
    private static let keys = keys(from: 1)
    private static let otherKeys = keys(from: 2)
    private static let tokens = AccessTokens(
        keys: keys, lifetime: 1800, random: RandomSource { [UInt8](repeating: 7, count: $0) })

    private static func keys(from byte: UInt8) -> Keys {
        guard let secret = try? Secret(bytes: [UInt8](repeating: byte, count: Secret.shortest)) else {
            fatalError("too short a secret")
        }
        return Keys(secret: secret)
    }
}
