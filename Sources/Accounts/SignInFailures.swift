import Primitives

/// The consecutive failed sign-ins under one name from one network: how many, and when the last was.
///
/// Counting by name alone would let a stranger lock the owner out; limiting by address alone is the gateway's task.
package struct SignInFailures: Equatable, Sendable {
    package let count: Int64
    package let last: Timestamp

    /// The number of failures without a wait: people mistype.
    package static let free: Int64 = 5
    /// After that, each failure doubles the wait, from 1 second up to this: 15 minutes, in seconds.
    package static let longestWait: Int64 = 900
    /// Failures are forgotten after this many seconds without another: a day.
    package static let lifetime: Int64 = 86_400

    package init(count: Int64, last: Timestamp) {
        self.count = count
        self.last = last
    }

    /// Failures whose last was at this moment or earlier are forgotten.
    package static func horizon(at moment: Timestamp) -> Timestamp {
        moment.adding(seconds: -lifetime)
    }

    /// Whether the failures still count.
    package func isRemembered(at moment: Timestamp) -> Bool {
        last > Self.horizon(at: moment)
    }

    /// The seconds until the next password will be checked; nil when there is no wait.
    package func wait(at moment: Timestamp) -> Int? {
        guard count >= Self.free else { return nil }
        let wait = min(1 << min(count - Self.free, 10), Self.longestWait)
        // If the clock was set back, the wait ends: otherwise it would last until the clock has caught up.
        let elapsed = moment.seconds - last.seconds
        return (0..<wait).contains(elapsed) ? Int(wait - elapsed) : nil
    }
}
