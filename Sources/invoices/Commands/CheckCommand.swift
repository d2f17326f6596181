import ArgumentParser
import Service
import Store

struct CheckCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks the whole database over and reports what is wrong.",
        discussion: """
            It checks the file itself, what refers to what, every amount and total computed again, and \
            the history of changes. It only reads, and may run beside the service. Findings go to \
            standard output, one a line; the exit status is then 1.

            EXAMPLE:
              invoices check && echo all is well
            """)

    func run(_ launch: Launch) throws {
        let wiring = Wiring(try InvoicesConfiguration.reading(launch.environment))
        let store = try wiring.storeForReading()
        let findings: [String]
        do {
            findings = try store.check()
        } catch {
            throw OperatorError(error.sentences)
        }
        for finding in findings { print(finding) }
        guard findings.isEmpty else { throw ExitCode.failure }
        print("The database \(wiring.configuration.database) is in order.")
    }
}
