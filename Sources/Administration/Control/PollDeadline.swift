/// The end of a wait in `poll(2)`, on a clock that never jumps.
package struct PollDeadline {
    private let end: ContinuousClock.Instant

    package init(seconds: Int) {
        end = .now.advanced(by: .seconds(seconds))
    }

    /// The time-out for `poll(2)`; 0 when the deadline has passed.
    package var millisecondsLeft: Int32 {
        let left = ContinuousClock.now.duration(to: end).components
        return max(0, Int32(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000))
    }
}
