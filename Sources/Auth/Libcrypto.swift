import CCrypto

/// Ends the process, because libcrypto refused what it can always do unless memory is gone or the installation is broken.
///
/// No request can cause that, and nothing may be signed or let in without a working libcrypto.
func libcryptoFailed(at operation: StaticString) -> Never {
    fatalError("libcrypto failed at \(operation)")
}

/// Whether both hold the same bytes, in a time that depends on their lengths alone.
func areEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
