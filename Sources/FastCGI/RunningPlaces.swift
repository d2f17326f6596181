import Dispatch
import Synchronization

/// Lets few of the many workers run at once, and those that ran last go first.
///
/// Many workers are needed because some wait, for the disk or for the sending of a long answer; such
/// a one lets its place go. But if all took turns with the quick requests, each would find its
/// memory, its database connection and its statements gone cold.
final class RunningPlaces: Sendable {
    /// One worker's hold on a place. It belongs to one thread.
    final class Place {
        private let places: RunningPlaces
        private let call = DispatchSemaphore(value: 0)
        private var isHeld = false

        fileprivate init(in places: RunningPlaces) {
            self.places = places
        }

        deinit {
            letGo()
        }

        /// Takes a place, unless this one is still held, and waits until there is one.
        ///
        /// - Returns: False when the places are closed, and nothing more is to be begun.
        func hold() -> Bool {
            if !isHeld { isHeld = places.take(call) }
            return isHeld
        }

        /// Lets another worker run.
        func letGo() {
            if isHeld { places.give() }
            isHeld = false
        }
    }

    private struct State {
        var free: Int
        /// Those who wait, each to be called; the last first.
        var waiting: [DispatchSemaphore] = []
        var isClosed = false
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    func place() -> Place {
        Place(in: self)
    }

    /// How many wait for a place.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Sends away everybody who waits, and who comes from now on.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for call in waiting { call.signal() }
    }

    private func take(_ call: DispatchSemaphore) -> Bool {
        let mustWait = state.withLock { state -> Bool? in
            if state.isClosed { return nil }
            if state.free > 0 {
                state.free -= 1
                return false
            }
            state.waiting.append(call)
            return true
        }
        guard let mustWait else { return false }
        guard mustWait else { return true }
        call.wait()
        // A place was passed on, or there will be none.
        return state.withLock { !$0.isClosed }
    }

    private func give() {
        let next = state.withLock { state in
            let next = state.waiting.popLast()
            if next == nil { state.free += 1 }
            return next
        }
        next?.signal()
    }
}
