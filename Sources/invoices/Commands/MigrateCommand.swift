import ArgumentParser

struct MigrateCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Migrates the database to this version's schema; creates it if there is none.",
        discussion: """
            The service does the same when it starts. A database of a newer version is refused and left \
            unchanged. The service must not be running.

            EXAMPLE:
              invoices migrate
            """)

    func run(_ launch: Launch) throws {
        let configuration = try InvoicesConfiguration.reading(launch.environment)
        _ = try Wiring(configuration).database()
        print("The database \(configuration.database) is up to date.")
    }
}
