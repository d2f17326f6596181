import ArgumentParser
import Invoicing

struct DoctorCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks over the installation, and says what is wrong and what to do.",
        discussion: """
            It looks at the configuration, the permissions, the database and its log, the disk, the last \
            backup, the web server's certificate (INVOICES_CERTIFICATE) and the running service. It changes \
            nothing. Give it as the service's user, and with its configuration. What it finds goes to \
            standard output, a line each: ok, warn or fail, what it is about, what is wrong and what to do.

            EXIT STATUS: 0 when all is well, 1 when something should be looked at, 2 when something is wrong.

            EXAMPLE:
              invoices doctor || mail -s 'Invoices needs a hand' admin@example.com
            """)

    func run(_ launch: Launch) throws {
        let diagnoses = Doctor(environment: launch.environment, now: Clock.system.now()).diagnoses()
        for diagnosis in diagnoses { print(diagnosis.line) }
        let worst = diagnoses.map(\.level).max() ?? .ok
        guard worst == .ok else { throw ExitCode(worst.rawValue) }
    }
}
