/// The keys of an installation: one per purpose, so that a signature made for one is invalid for another.
///
/// Each is HKDF-SHA256 of the secret, without a salt, with the purpose's ASCII label as the info, 32 bytes long.
/// The labels are part of the format: changing one invalidates everything signed under it.
package struct Keys: Sendable {
    let accessTokens: KeyRing
    let cursors: KeyRing
    let csrfTokens: KeyRing
    let signInPairs: KeyRing

    /// Signatures under the `previous` secret stay valid; nothing new is signed under it.
    package init(secret: Secret, previous: Secret? = nil) {
        func keyRing(_ label: String) -> KeyRing {
            func key(_ secret: Secret) -> HMACKey {
                HMACKey(HKDF.key(from: secret.bytes, info: Array(label.utf8), length: HMACKey.tagLength))
            }
            return KeyRing(current: key(secret), previous: previous.map(key))
        }
        accessTokens = keyRing("invoices/v1/access-tokens")
        cursors = keyRing("invoices/v1/cursors")
        csrfTokens = keyRing("invoices/v1/csrf-tokens")
        signInPairs = keyRing("invoices/v1/sign-in-pairs")
    }
}

/// The signing key and its predecessor, which is still accepted for verification.
struct KeyRing: Sendable {
    private let current: HMACKey
    private let previous: HMACKey?

    init(current: HMACKey, previous: HMACKey? = nil) {
        self.current = current
        self.previous = previous
    }

    /// The message's tag under the current key: ``HMACKey/tagLength`` bytes.
    func tag(of message: ArraySlice<UInt8>) -> [UInt8] {
        current.tag(of: message)
    }

    /// Whether the tag matches the message under either key. Compares in constant time.
    func verifies(_ tag: [UInt8], of message: ArraySlice<UInt8>) -> Bool {
        if areEqualInConstantTime(tag, current.tag(of: message)) { return true }
        guard let previous else { return false }
        return areEqualInConstantTime(tag, previous.tag(of: message))
    }
}
