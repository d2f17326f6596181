import CCrypto

/// HKDF (RFC 5869) with SHA-256: derives independent keys from one secret.
enum HKDF {
    /// A key of `length` bytes, 1 to 8160. An empty salt means 32 zeros (RFC 5869, 2.2).
    static func key(from secret: [UInt8], salt: [UInt8] = [], info: [UInt8], length: Int) -> [UInt8] {
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else { libcryptoFailed(at: "HKDF") }
        defer { EVP_PKEY_CTX_free(context) }
        return [UInt8](unsafeUninitializedCapacity: length) { key, count in
            count = length
            guard EVP_PKEY_derive_init(context) == 1,
                EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1,
                EVP_PKEY_CTX_set1_hkdf_salt(context, salt, CInt(salt.count)) == 1,
                EVP_PKEY_CTX_set1_hkdf_key(context, secret, CInt(secret.count)) == 1,
                EVP_PKEY_CTX_add1_hkdf_info(context, info, CInt(info.count)) == 1,
                EVP_PKEY_derive(context, key.baseAddress, &count) == 1, count == length
            else { libcryptoFailed(at: "HKDF") }
        }
    }
}
