import CCrypto

/// Terminates the process: libcrypto failed at an operation that fails only without memory or when misinstalled.
///
/// No request can cause that, and nothing may be signed or accepted without a working libcrypto.
func libcryptoFailed(at operation: StaticString) -> Never {
    fatalError("libcrypto failed at \(operation)")
}

/// Whether both contain the same bytes, in a time that depends only on their lengths.
func areEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
