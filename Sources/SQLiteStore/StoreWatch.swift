import Application
import Dispatch
import Ledger

/// What surrounds every call of the store: it is measured, for the line that its request gets in the log and to tell of
/// slow ones, and its errors are mapped.
struct StoreWatch: Sendable {
    let slowAfter: Double
    let tell: @Sendable (SlowCall) -> Void
    let failures: Failures

    /// Runs `body`, which counts its statements, and throws its error as ``Failures`` maps it.
    func measure<Value>(
        _ operation: StaticString, _ body: (inout Int) throws -> Value
    ) throws(DomainError) -> Value {
        let trace = RequestTrace.current
        let start = DispatchTime.now().uptimeNanoseconds
        var statements = 0
        defer {
            let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
            trace?.add(statements: statements, nanoseconds: nanoseconds)
            if Double(nanoseconds) > slowAfter * 1_000_000_000 {
                tell(SlowCall(operation: "\(operation)", nanoseconds: nanoseconds, statements: statements))
            }
        }
        do {
            return try body(&statements)
        } catch {
            throw failures.domainError(error)
        }
    }
}

/// A call of the store that took longer than it should.
package struct SlowCall: Equatable, Sendable {
    /// The store's own name for it, such as `list(_:in:)`.
    package let operation: String
    package let nanoseconds: UInt64
    package let statements: Int
}
