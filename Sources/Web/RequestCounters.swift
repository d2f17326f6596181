import HTTPTypes
import Synchronization

/// Counts the requests of each route by status and duration.
///
/// Counting takes three additions without lock or allocation, because every request does it.
///
/// Unchecked: the counters are atomic, and their address never changes.
package final class RequestCounters: @unchecked Sendable {
    /// The histogram's upper bounds, in nanoseconds.
    package static let bounds: [UInt64] = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]
    private static let statuses = 100...599
    /// Counters per route: one for each status, one for each bound and one above the last, and the sum.
    private static let stride = statuses.count + bounds.count + 2

    /// The counts of one route.
    package struct Tally: Equatable {
        /// By status, without zero counts.
        package let statuses: [(status: Int, count: UInt64)]
        /// The number of requests in each bucket: above the previous bound, up to this one; the last is unbounded.
        package let durations: [UInt64]
        package let nanoseconds: UInt64

        package static func == (one: Tally, other: Tally) -> Bool {
            one.statuses.elementsEqual(other.statuses, by: ==) && one.durations == other.durations
                && one.nanoseconds == other.nanoseconds
        }
    }

    /// The maximum number of routes, including the one for requests that match no route.
    private static let capacity = 128

    private let names = Mutex<[(method: String, path: String)]>([])
    private let counters: UnsafeMutablePointer<Atomic<UInt64>>

    package init() {
        counters = .allocate(capacity: Self.capacity * Self.stride)
        for index in 0..<Self.capacity * Self.stride { (counters + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counters.deinitialize(count: Self.capacity * Self.stride)
        counters.deallocate()
    }

    /// Sets the names of the routes; number 0 is for requests that match no route.
    func name(_ routes: [Route]) {
        precondition(routes.count < Self.capacity, "more than \(Self.capacity - 1) routes")
        names.withLock { $0 = [("none", "none")] + routes.map { ($0.method.rawValue, $0.path) } }
    }

    /// The counts of each route, with its method and path; routes without requests are omitted.
    package var tallies: [(method: String, path: String, tally: Tally)] {
        names.withLock { $0 }.enumerated().compactMap { index, name in
            let tally = tally(of: index)
            return tally.statuses.isEmpty ? nil : (name.method, name.path, tally)
        }
    }

    /// Counts a response by the number of its route.
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
