import ArgumentParser

struct MigrateCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Brings the database to this version's schema, and makes it when there is none.",
        discussion: """
            The service does the same when it starts. A database that a newer version has written is \
            refused and left as it is. The service must not be running.

            EXAMPLE:
              invoices migrate
            """)

    func run(_ launch: Launch) throws {
        let configuration = try InvoicesConfiguration.reading(launch.environment)
        _ = try Wiring(configuration).store()
        print("The database \(configuration.database) is up to date.")
    }
}
