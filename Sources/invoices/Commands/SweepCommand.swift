import Accounts
import ArgumentParser

struct SweepCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Removes what has expired: sessions that are over, idempotency keys that are forgotten.",
        discussion: """
            None of it is read any more; it only takes up room. A running service is told over its \
            control socket and goes on answering meanwhile. The package's timer does this every day.

            EXAMPLE:
              invoices sweep
            """)

    func run(_ launch: Launch) throws {
        let removed = try AdministrationDesk(launch).sweep()
        print("Removed \(removed.sessions) sessions and \(removed.idempotencyKeys) idempotency keys.")
    }
}
