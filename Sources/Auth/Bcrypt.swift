import CBcrypt
import CCrypto

/// bcrypt by libxcrypt.
enum Bcrypt {
    /// In bytes: bcrypt ignores the rest.
    static let longestPhrase = 72
    static let saltLength = 16

    /// A setting for ``hash(_:setting:)``: `$2b$`, the cost and the salt. Nil when the cost is out of range.
    static func setting(cost: Int, salt: [UInt8]) -> String? {
        precondition(salt.count == saltLength, "bcrypt's salt has \(saltLength) bytes")
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CRYPT_GENSALT_OUTPUT_SIZE)) { output in
            salt.withUnsafeBytes { salt in
                crypt_gensalt_rn(
                    "$2b$", CUnsignedLong(cost), salt.baseAddress?.assumingMemoryBound(to: CChar.self),
                    CInt(salt.count), output.baseAddress, CInt(output.count)
                )
            }.map { String(cString: $0) }
        }
    }

    /// The hash of a phrase without NUL, under a setting or an earlier hash. Nil when libxcrypt fails.
    static func hash(_ phrase: String, setting: String) -> String? {
        // 32 KiB per call are cheap compared with the hashing, and no thread keeps traces of a password.
        withUnsafeTemporaryAllocation(
            byteCount: MemoryLayout<crypt_data>.size, alignment: MemoryLayout<crypt_data>.alignment
        ) { workspace in
            workspace.initializeMemory(as: UInt8.self, repeating: 0)
            defer { OPENSSL_cleanse(workspace.baseAddress, workspace.count) }
            return crypt_rn(phrase, setting, workspace.baseAddress, CInt(workspace.count)).flatMap { result in
                // libxcrypt's failure token, which must never be stored or match.
                result.pointee == CChar(UInt8(ascii: "*")) ? nil : String(cString: result)
            }
        }
    }
}
