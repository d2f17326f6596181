import Synchronization

/// What the tokens say that were verified lately: a client sends the same one with each request.
///
/// Only whole, valid tokens are in here. A guess is told from them by a hash of all of it with a key of
/// this process's own, so that how long the comparison takes says nothing of a token nearby.
final class VerifiedTokens: Sendable {
    /// More are not kept: a token is verified in microseconds, and memory stays bounded.
    private static let limit = 1000

    /// By their bytes: two texts may be equal to Swift and not the same.
    private let known = Mutex<[[UInt8]: TokenClaims]>([:])

    func claims(of token: String) -> TokenClaims? {
        let token = Array(token.utf8)
        return known.withLock { $0[token] }
    }

    func keep(_ claims: TokenClaims, of token: String) {
        let token = Array(token.utf8)
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[token] = claims
        }
    }
}
