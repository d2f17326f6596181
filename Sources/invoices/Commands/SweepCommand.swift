import Administration
import Application
import ArgumentParser

struct SweepCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Removes expired records: old sessions and idempotency keys.",
        discussion: """
            They are no longer used and only take up space. While the service is running, this asks it over its \
            control socket, and it continues to answer requests. The package's timer runs this every day.

            EXAMPLE:
              invoices sweep
            """)

    func run(_ launch: Launch) throws {
        let removed = try AdministrationClient(launch).removeExpiredRecords()
        print("Removed \(removed.sessions) sessions and \(removed.idempotencyKeys) idempotency keys.")
    }
}
