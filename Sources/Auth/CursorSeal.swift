/// Seals cursors: what a client carries from page to page and cannot change, or use elsewhere.
///
/// It is a signature, not a cipher: a client can read what its cursor says.
package struct CursorSeal: Sendable {
    private let keys: KeyRing

    package init(keys: Keys) {
        self.keys = keys.cursors
    }

    /// The sealed payload in base64url. It opens for the same context alone (the user, the sort, the filter).
    package func seal(_ payload: [UInt8], for context: [UInt8]) -> String {
        Base64URL.encode(keys.tag(of: message(payload[...], context)) + payload)
    }

    /// The payload; nil for what was not sealed here for that context.
    package func open(_ text: String, for context: [UInt8]) -> [UInt8]? {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count >= HMACKey.tagLength else { return nil }
        let payload = bytes[HMACKey.tagLength...]
        guard keys.verifies(Array(bytes.prefix(HMACKey.tagLength)), of: message(payload, context)) else { return nil }
        return Array(payload)
    }

    private func message(_ payload: ArraySlice<UInt8>, _ context: [UInt8]) -> ArraySlice<UInt8> {
        var message: [UInt8] = []
        message.reserveCapacity(8 + context.count + payload.count)
        // The length keeps the end of the context from passing for the payload's beginning.
        withUnsafeBytes(of: UInt64(context.count).bigEndian) { message += $0 }
        message += context
        message += payload
        return message[...]
    }
}
