import Invoicing

/// How often signing in under one name from one network has failed in a row, and when last.
///
/// A name alone would let a stranger lock its owner out; an address alone is the gateway's to count.
package struct SignInFailures: Equatable, Sendable {
    package let count: Int64
    package let last: Timestamp

    /// The first failures are followed by no wait: people mistype.
    package static let free: Int64 = 5
    /// From then on each failure doubles the wait, from 1 second up to this: 15 minutes, in seconds.
    package static let longestWait: Int64 = 900
    /// After so many seconds without another, failures are forgotten: a day.
    package static let lifetime: Int64 = 86_400

    package init(count: Int64, last: Timestamp) {
        self.count = count
        self.last = last
    }

    /// In how many seconds the next password will be looked at; nil when it is at once.
    package func wait(at moment: Timestamp) -> Int? {
        guard count >= Self.free else { return nil }
        let wait = min(1 << min(count - Self.free, 10), Self.longestWait)
        // A clock that was set back ends it: otherwise it would last until the clock has caught up.
        let elapsed = moment.seconds - last.seconds
        return (0..<wait).contains(elapsed) ? Int(wait - elapsed) : nil
    }
}

/// Where failed sign-ins are kept, each pair of a name and a network under 32 bytes that stand for it.
///
/// Every call may throw `unavailable`, `insufficientStorage` or `failed`.
package protocol SignInFailureStore: Sendable {
    /// The pair's failures; nil when there are none, or none within ``SignInFailures/lifetime``.
    func signInFailures(of pair: [UInt8], at moment: Timestamp) throws(ServiceError) -> SignInFailures?

    /// Notes one more failure, and sweeps out some that are forgotten.
    func noteSignInFailure(of pair: [UInt8], at moment: Timestamp) throws(ServiceError)

    /// Forgets the pair's failures.
    func forgetSignInFailures(of pair: [UInt8]) throws(ServiceError)
}
