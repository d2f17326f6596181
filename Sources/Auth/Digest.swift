import CCrypto

/// Cryptographic hash functions.
package enum Digest {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
            guard SHA256(bytes, bytes.count, digest.baseAddress) != nil else { libcryptoFailed(at: "SHA-256") }
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }
}
