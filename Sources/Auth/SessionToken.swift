import Invoicing

/// The secret in a session's cookie: 32 random bytes. The store keeps its ``digest`` only.
package struct SessionToken: Sendable, Confidential {
    private static let length = 32

    let bytes: [UInt8]

    /// Draws a new one.
    package init(random: RandomSource) {
        bytes = random.bytes(Self.length)
    }

    /// Reads what ``text`` writes; nil for anything else.
    package init?(_ text: String) {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// For the cookie: 43 characters of base64url.
    package var text: String { Base64URL.encode(bytes) }

    /// By which the store finds the session: SHA-256, 32 bytes. It needs no salt, because nobody guesses 32 random bytes.
    package var digest: [UInt8] { Digest.sha256(bytes) }
}
