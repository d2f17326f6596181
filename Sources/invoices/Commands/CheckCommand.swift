import Administration
import ArgumentParser
import DatabaseFiles

struct CheckCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the whole database and reports what is wrong.",
        discussion: """
            It checks the file itself, references between records, every amount and total, which it recomputes, \
            and the history of changes. It only reads, and can be used while the service is running. Findings are \
            printed to standard output, one per line; the exit status is then 1.

            EXAMPLE:
              invoices check && echo The database is in order
            """)

    func run(_ launch: Launch) throws {
        let wiring = Wiring(try InvoicesConfiguration.reading(launch.environment))
        let store = try wiring.databaseForReading().store
        let findings: [String]
        do {
            findings = try store.check()
        } catch {
            throw OperatorError(error.operatorMessages)
        }
        for finding in findings { print(finding) }
        guard findings.isEmpty else { throw ExitCode.failure }
        print("The database \(wiring.configuration.database) is in order.")
    }
}
