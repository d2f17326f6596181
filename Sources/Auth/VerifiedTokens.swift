import Glibc
import Synchronization

/// A cache of the claims of recently verified tokens: a client sends the same one with each request.
///
/// It contains only complete, valid tokens. Lookup hashes the whole token with a random per-process
/// key, so that its timing reveals nothing about similar tokens.
final class VerifiedTokens: Sendable {
    /// The capacity: verifying takes only microseconds, and memory must stay bounded.
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

    /// A token compared by its bytes: `String`'s `==` can treat different bytes as equal.
    private struct Key: Hashable {
        let token: String

        static func == (left: Key, right: Key) -> Bool {
            var (left, right) = (left.token, right.token)
            // `memcmp` is many times as fast as comparing the strings' UTF-8 views.
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
