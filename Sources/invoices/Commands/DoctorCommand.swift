import Administration
import ArgumentParser
import Primitives

struct DoctorCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examines the installation, and reports what is wrong and what to do about it.",
        discussion: """
            It examines the configuration, permissions, the database and its write-ahead log, the disk, the last \
            backup, the web server's certificate (INVOICES_CERTIFICATE) and the running service. It changes \
            nothing. Run it as the service's user, and with the service's configuration. Findings are printed to \
            standard output, one per line: ok, warn or fail, the subject, what is wrong and what to do.

            EXIT STATUS: 0 when there are no problems, 1 when there are warnings, 2 when there are failures.

            EXAMPLE:
              invoices doctor || mail -s 'Invoices needs attention' admin@example.com
            """)

    func run(_ launch: Launch) throws {
        let diagnoses = Self.diagnoses(launch.environment, now: Clock.system.now())
        for diagnosis in diagnoses { print(diagnosis.line) }
        let worst = diagnoses.map(\.level).max() ?? .ok
        guard worst == .ok else { throw ExitCode(worst.rawValue) }
    }

    private static func diagnoses(_ environment: [String: String], now: Timestamp) -> [Diagnosis] {
        do {
            let (configuration, found) = try ConfigurationExamination.run(environment)
            return Doctor(paths: configuration.paths, configuration: found, now: now).diagnoses()
        } catch {
            // Without a configuration the paths are unknown, and nothing else can be examined.
            return error.messages.map { .fail(ConfigurationExamination.subject, $0) }
        }
    }
}
