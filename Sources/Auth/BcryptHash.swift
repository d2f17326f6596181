/// A complete bcrypt hash: `$2b$12$`, 22 characters of salt, 31 of hash. The older prefixes `$2a$` and `$2y$` are
/// accepted.
struct BcryptHash {
    let text: String

    /// Nil for anything else, including another scheme's hash that libxcrypt would accept.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 60,
            ["$2a$", "$2b$", "$2y$"].contains(where: { bytes.starts(with: $0.utf8) }),
            bytes[4...5].allSatisfy(Self.isDigit),
            let cost = Int(String(decoding: bytes[4...5], as: UTF8.self)), PasswordHasher.costs.contains(cost),
            bytes[6] == UInt8(ascii: "$"), bytes[7...].allSatisfy(Self.isAlphabetCharacter)
        else { return nil }
        self.text = text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isAlphabetCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: isDigit(byte)
        }
    }
}
