import CCrypto

/// A key for HMAC-SHA256 (RFC 2104, FIPS 198-1), ready for use from many threads at once.
// Unchecked: the context is complete when `init` returns. After that it is only read, by being duplicated.
final class HMACKey: @unchecked Sendable, Confidential {
    /// The length of a tag in bytes.
    static let tagLength = 32

    // It has hashed both blocks of the key already: a duplicate takes half of the instructions of the one-shot `HMAC`.
    private let keyed: OpaquePointer

    init(_ key: [UInt8]) {
        guard let algorithm = EVP_MAC_fetch(nil, OSSL_MAC_NAME_HMAC, nil) else { libcryptoFailed(at: "HMAC") }
        defer { EVP_MAC_free(algorithm) }
        guard let context = EVP_MAC_CTX_new(algorithm) else { libcryptoFailed(at: "HMAC") }
        keyed = context

        var digest = Array(OSSL_DIGEST_NAME_SHA2_256.utf8CString)
        let isKeyed = OSSL_MAC_PARAM_DIGEST.withCString { name in
            digest.withUnsafeMutableBufferPointer { digest in
                let parameters = [
                    OSSL_PARAM_construct_utf8_string(name, digest.baseAddress, 0), OSSL_PARAM_construct_end(),
                ]
                return EVP_MAC_init(context, key, key.count, parameters) == 1
            }
        }
        guard isKeyed else { libcryptoFailed(at: "HMAC-SHA256") }
    }

    deinit {
        EVP_MAC_CTX_free(keyed)
    }

    /// The message's tag: ``tagLength`` bytes.
    func tag(of message: ArraySlice<UInt8>) -> [UInt8] {
        guard let context = EVP_MAC_CTX_dup(keyed) else { libcryptoFailed(at: "HMAC") }
        defer { EVP_MAC_CTX_free(context) }
        return [UInt8](unsafeUninitializedCapacity: Self.tagLength) { tag, count in
            let isDone = message.withUnsafeBufferPointer { message in
                EVP_MAC_update(context, message.baseAddress, message.count) == 1
                    && EVP_MAC_final(context, tag.baseAddress, &count, tag.count) == 1
            }
            guard isDone, count == Self.tagLength else { libcryptoFailed(at: "HMAC-SHA256") }
        }
    }
}
