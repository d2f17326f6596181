/// The one secret of an installation, from which every key is derived.
package struct Secret: Sendable, Confidential {
    /// In bytes: as many as SHA-256 gives.
    package static let shortest = 32

    let bytes: [UInt8]

    /// Takes the bytes exactly as they are; throws `tooShort` under ``shortest``.
    package init(bytes: [UInt8]) throws(SecretFault) {
        guard bytes.count >= Self.shortest else { throw .tooShort(count: bytes.count) }
        self.bytes = bytes
    }
}

/// Why something is no secret. Says nothing of what it holds.
package enum SecretFault: Error, Equatable, CustomStringConvertible {
    /// It has only so many bytes.
    case tooShort(count: Int)

    package var description: String {
        switch self {
        case .tooShort(let count): "The secret has \(count) bytes; it must have at least \(Secret.shortest)."
        }
    }
}
