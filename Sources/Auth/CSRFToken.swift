import Primitives

/// The token with which a form proves that it came from a page of the same session: an HMAC of the session's secret.
package struct CSRFToken: Sendable, Confidential {
    private let keys: KeyRing
    private let binding: ArraySlice<UInt8>

    /// For a signed-in user.
    package init(session: SessionToken, keys: Keys) {
        self.init("session:", session, keys)
    }

    /// For a visitor: bound to a cookie of random bytes that has no other purpose.
    ///
    /// Invalid after sign-in, even if the session token had the same value as the visitor's cookie.
    package init(visitor: SessionToken, keys: Keys) {
        self.init("visitor:", visitor, keys)
    }

    private init(_ label: String, _ token: SessionToken, _ keys: Keys) {
        self.keys = keys.csrfTokens
        binding = (Array(label.utf8) + token.bytes)[...]
    }

    /// For a form: 86 characters of base64url, different each time, because a compressed page that repeats a secret
    /// leaks it piece by piece (BREACH). It is a one-time pad, followed by the HMAC XORed with that pad.
    package func masked(random: RandomSource) -> String {
        let pad = random.bytes(HMACKey.tagLength)
        return Base64URL.encode(pad + zip(pad, keys.tag(of: binding)).map { $0 ^ $1 })
    }

    /// Whether ``masked(random:)`` produced this for the same session. Compares in constant time.
    package func verify(_ typed: String) -> Bool {
        guard let bytes = Base64URL.decode(typed.utf8), bytes.count == 2 * HMACKey.tagLength else { return false }
        let tag = zip(bytes.prefix(HMACKey.tagLength), bytes.suffix(HMACKey.tagLength)).map { $0 ^ $1 }
        return keys.verifies(tag, of: binding)
    }
}
