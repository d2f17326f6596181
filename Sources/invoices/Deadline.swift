/// A moment by which something must be done, on a clock that never jumps.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(seconds: Int) {
        end = .now.advanced(by: .seconds(seconds))
    }

    /// For `poll(2)`; 0 when the time is over.
    var millisecondsLeft: Int32 {
        let left = ContinuousClock.now.duration(to: end).components
        return max(0, Int32(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000))
    }
}
