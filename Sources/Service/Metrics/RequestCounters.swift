import Synchronization

/// How many requests each route has answered, with which status and how quickly.
///
/// Counting is three additions without a lock or an allocation, because every request does it.
///
/// Unchecked: the counters are atomic, and where they lie never changes.
final class RequestCounters: @unchecked Sendable {
    /// The histogram's upper bounds, in nanoseconds.
    static let bounds: [UInt64] = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]
    private static let statuses = 100...599
    /// Of a route: one counter for each status, one for each bound and what is above, and the sum.
    private static let stride = statuses.count + bounds.count + 2

    /// What is known of one route.
    struct Tally: Equatable {
        /// By status; only those that came.
        let statuses: [(status: Int, count: UInt64)]
        /// How many took as long as each bound at most and longer than the one before; the last above all.
        let durations: [UInt64]
        let nanoseconds: UInt64

        static func == (one: Tally, other: Tally) -> Bool {
            one.statuses.elementsEqual(other.statuses, by: ==) && one.durations == other.durations
                && one.nanoseconds == other.nanoseconds
        }
    }

    private let routes: Int
    private let counters: UnsafeMutablePointer<Atomic<UInt64>>

    /// For so many routes.
    init(routes: Int) {
        self.routes = routes
        counters = .allocate(capacity: routes * Self.stride)
        for index in 0..<routes * Self.stride { (counters + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counters.deinitialize(count: routes * Self.stride)
        counters.deallocate()
    }

    /// Notes an answer; `route` is below the number of routes.
    func count(route: Int, status: Int, nanoseconds: UInt64) {
        let first = route * Self.stride
        let status = min(max(status, Self.statuses.lowerBound), Self.statuses.upperBound) - Self.statuses.lowerBound
        var duration = 0
        while duration < Self.bounds.count, nanoseconds > Self.bounds[duration] { duration += 1 }
        add(1, at: first + status)
        add(1, at: first + Self.statuses.count + duration)
        add(nanoseconds, at: first + Self.stride - 1)
    }

    func tally(of route: Int) -> Tally {
        let first = route * Self.stride
        return Tally(
            statuses: Self.statuses.compactMap { status in
                let count = value(at: first + status - Self.statuses.lowerBound)
                return count == 0 ? nil : (status, count)
            },
            durations: (0...Self.bounds.count).map { value(at: first + Self.statuses.count + $0) },
            nanoseconds: value(at: first + Self.stride - 1))
    }

    private func add(_ amount: UInt64, at index: Int) {
        counters[index].wrappingAdd(amount, ordering: .relaxed)
    }

    private func value(at index: Int) -> UInt64 {
        counters[index].load(ordering: .relaxed)
    }
}
