import Synchronization

/// The request that a thread is answering, for the log: its id, and its use of the store.
///
/// It is set while the handler runs, so that the store's log lines can contain the
/// id without passing it to every call.
package final class RequestTrace: Sendable {
    /// Nil outside of requests, such as in a command.
    @TaskLocal package static var current: RequestTrace?

    package let id: String
    private let statementCount = Atomic(0)
    private let storeTime = Atomic<UInt64>(0)

    package init(id: String) {
        self.id = id
    }

    /// The number of SQL statements executed.
    package var statements: Int { statementCount.load(ordering: .relaxed) }

    /// The duration of the store's calls, including waits for locks and for the disk.
    package var storeNanoseconds: UInt64 { storeTime.load(ordering: .relaxed) }

    package func add(statements: Int, nanoseconds: UInt64) {
        statementCount.wrappingAdd(statements, ordering: .relaxed)
        storeTime.wrappingAdd(nanoseconds, ordering: .relaxed)
    }
}
