import Accounts
import Primitives

@testable import Auth

/// What the tests of this room start from.
enum Fixtures {
    /// 32 bytes, 0 to 31.
    static let secret: [UInt8] = Array(0..<32)
    static let otherSecret: [UInt8] = Array(32..<64)
    static let now = Timestamp(seconds: 1_700_000_000)

    static func keys(_ secret: [UInt8] = secret, previous: [UInt8]? = nil) throws -> Keys {
        Keys(secret: try Secret(bytes: secret), previous: try previous.map { (bytes) in try Secret(bytes: bytes) })
    }

    static func user(_ id: Int64 = 42, generation: Int64 = 3) -> User {
        User(
            id: id, ledger: 7, email: "ann@example.com", username: "ann", fullName: nil, isActive: true,
            dateCreated: now, generation: generation
        )
    }
}

/// The bytes of a hexadecimal text; blanks are passed over.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
