import Synchronization

/// The request that a thread is answering, for whoever logs: its id, and what the store did for it.
///
/// It is there from the handler's first line to its last, so that a line of the store's can carry the
/// id without every call being told.
package final class RequestTrace: Sendable {
    /// Nil outside of requests, such as in a command.
    @TaskLocal package static var current: RequestTrace?

    package let id: String
    private let statementCount = Atomic(0)
    private let storeTime = Atomic<UInt64>(0)

    package init(id: String) {
        self.id = id
    }

    /// How many statements of SQL were run.
    package var statements: Int { statementCount.load(ordering: .relaxed) }

    /// How long the store's calls took, waiting for others and for the disk included.
    package var storeNanoseconds: UInt64 { storeTime.load(ordering: .relaxed) }

    package func add(statements: Int, nanoseconds: UInt64) {
        statementCount.wrappingAdd(statements, ordering: .relaxed)
        storeTime.wrappingAdd(nanoseconds, ordering: .relaxed)
    }
}
