import Primitives

/// The secret in a session's cookie: 32 random bytes. Only its ``digest`` is stored.
package struct SessionToken: Sendable, Confidential {
    private static let length = 32

    let bytes: [UInt8]

    /// Generates a new token.
    package init(random: RandomSource) {
        bytes = random.bytes(Self.length)
    }

    /// Parses ``text``; nil for anything else.
    package init?(_ text: String) {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// For the cookie: 43 characters of base64url.
    package var text: String { Base64URL.encode(bytes) }

    /// The key of the stored session: SHA-256, 32 bytes. Needs no salt: 32 random bytes cannot be guessed.
    package var digest: [UInt8] { Digest.sha256(bytes) }
}
