/// Signs pagination cursors, so that a client cannot change one or use it for another query.
///
/// It does not encrypt: a client can read its cursor.
package struct CursorSeal: Sendable {
    private let keys: KeyRing

    package init(keys: Keys) {
        self.keys = keys.cursors
    }

    /// The signed payload in base64url. It verifies only in the same context (the user, the sort, the filter).
    package func seal(_ payload: [UInt8], for context: [UInt8]) -> String {
        Base64URL.encode(keys.tag(of: message(payload[...], context)) + payload)
    }

    /// The payload; nil unless it was signed here for this context.
    package func open(_ text: String, for context: [UInt8]) -> [UInt8]? {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count >= HMACKey.tagLength else { return nil }
        let payload = bytes[HMACKey.tagLength...]
        guard keys.verifies(Array(bytes.prefix(HMACKey.tagLength)), of: message(payload, context)) else { return nil }
        return Array(payload)
    }

    private func message(_ payload: ArraySlice<UInt8>, _ context: [UInt8]) -> ArraySlice<UInt8> {
        var message: [UInt8] = []
        message.reserveCapacity(8 + context.count + payload.count)
        // The length separates the context from the payload unambiguously.
        withUnsafeBytes(of: UInt64(context.count).bigEndian) { message += $0 }
        message += context
        message += payload
        return message[...]
    }
}
