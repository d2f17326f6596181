/// The one secret of an installation, from which every key is derived.
package struct Secret: Sendable, Confidential {
    /// The minimum length in bytes: that of SHA-256.
    package static let shortest = 32

    let bytes: [UInt8]

    /// Uses the bytes unchanged; throws `tooShort` below ``shortest``.
    package init(bytes: [UInt8]) throws(SecretFault) {
        guard bytes.count >= Self.shortest else { throw .tooShort(count: bytes.count) }
        self.bytes = bytes
    }
}

/// Why bytes cannot be the secret. Does not reveal them.
package enum SecretFault: Error, Equatable, CustomStringConvertible {
    /// It has only this many bytes.
    case tooShort(count: Int)

    package var description: String {
        switch self {
        case .tooShort(let count): "The secret has \(count) bytes; it must have at least \(Secret.shortest)."
        }
    }
}
