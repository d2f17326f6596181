import Dispatch
import Foundation
import Logging
import SQLiteStore
import Synchronization

/// Makes ready answers anew in the background after an update changed their form, or the database was migrated.
final class AnswerMaintenance: Sendable {
    /// Invoices per write: others wait that long for their commits.
    private static let batch = 200
    /// Between two batches, so that requests come first; in milliseconds.
    private static let pause = 20

    private let store: SQLiteStore
    private let logger: Logger
    private let thread = DispatchQueue(label: "answers", qos: .utility)
    private let isStopped = Mutex(false)

    init(store: SQLiteStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Starts, or continues after ``stop()``.
    func start() {
        isStopped.withLock { $0 = false }
        thread.async { [self] in run() }
    }

    /// Returns when no batch is being written any more.
    func stop() {
        isStopped.withLock { $0 = true }
        thread.sync {}
    }

    private func run() {
        do {
            while !isStopped.withLock({ $0 }) {
                if try store.remakeAnswers(atMost: Self.batch) { return }
                Thread.sleep(forTimeInterval: Double(Self.pause) / 1000)
            }
        } catch {
            // Answers are rendered when they are asked for; the next start tries again.
            logger.warning("ready answers were not made", metadata: ["error": .string("\(error)")])
        }
    }
}
