import CCrypto
import Invoicing

extension RandomSource {
    /// libcrypto's generator, seeded by the kernel. The process ends when it fails: a guessable secret is worse.
    package static let secure = RandomSource { count in
        [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            guard RAND_bytes(bytes.baseAddress, CInt(count)) == 1 else { libcryptoFailed(at: "random bytes") }
            filled = count
        }
    }
}
