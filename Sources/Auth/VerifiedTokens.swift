import Glibc
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
            var (left, right) = (left.token, right.token)
            // As bytes at an address, which is many times as quick as by the texts' own views.
            return left.withUTF8 { left in
                right.withUTF8 { right in
                    guard left.count == right.count, let left = left.baseAddress, let other = right.baseAddress
                    else { return left.count == right.count }
                    return memcmp(left, other, right.count) == 0
                }
            }
        }

        func hash(into hasher: inout Hasher) {
            var token = token
            token.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}
