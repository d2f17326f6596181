import CCrypto
import Primitives

extension RandomSource {
    /// libcrypto's generator, seeded by the kernel. Terminates the process on failure: a guessable secret is worse.
    package static let secure = RandomSource { count in
        [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            guard RAND_bytes(bytes.baseAddress, CInt(count)) == 1 else { libcryptoFailed(at: "random bytes") }
            filled = count
        }
    }
}
