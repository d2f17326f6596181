import Synchronization

/// What the tokens say that were verified lately: a client sends the same one with each request.
///
/// Only whole, valid tokens are in here. A guess is told from them by a hash of all of it with a key of
/// this process's own, so that how long the comparison takes says nothing of a token nearby.
final class VerifiedTokens: Sendable {
    /// More are not kept: a token is verified in microseconds, and memory stays bounded.
    private static let limit = 1000

    private let known = Mutex<[Key: TokenClaims]>([:])

    func claims(of token: String) -> TokenClaims? {
        known.withLock { $0[Key(token: token)] }
    }

    func keep(_ claims: TokenClaims, of token: String) {
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[Key(token: token)] = claims
        }
    }

    /// A token by its bytes: two texts may be equal to Swift and not the same.
    private struct Key: Hashable {
        let token: String

        static func == (left: Key, right: Key) -> Bool {
            left.token.utf8.elementsEqual(right.token.utf8)
        }

        func hash(into hasher: inout Hasher) {
            var token = token
            token.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}
