import Dispatch
import Application

/// Measures the calls of the store: for the line that their request gets in the log, and to tell of slow ones.
struct StoreWatch: Sendable {
    let slowAfter: Double
    let tell: @Sendable (SlowCall) -> Void

    /// Runs `body`, which counts its statements.
    func measure<Value>(
        _ operation: StaticString, for trace: RequestTrace? = .current, _ body: (inout Int) throws -> Value
    ) rethrows -> Value {
        let start = DispatchTime.now().uptimeNanoseconds
        var statements = 0
        defer {
            let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
            trace?.add(statements: statements, nanoseconds: nanoseconds)
            if Double(nanoseconds) > slowAfter * 1_000_000_000 {
                tell(SlowCall(operation: "\(operation)", nanoseconds: nanoseconds, statements: statements))
            }
        }
        return try body(&statements)
    }
}

/// A call of the store that took longer than it should.
package struct SlowCall: Equatable, Sendable {
    /// The store's own name for it, such as `list(_:in:)`.
    package let operation: String
    package let nanoseconds: UInt64
    package let statements: Int
}
