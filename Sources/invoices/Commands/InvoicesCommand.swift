import Administration
import ArgumentParser

/// The program's command line.
struct InvoicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoices",
        abstract: "Manages invoices: a service behind a web server, and the commands to operate it.",
        discussion: """
            Without a command it serves, as a web server or a supervisor starts it. Every command \
            reads its configuration from variables named INVOICES_…, and from the file that \
            INVOICES_CONFIG names; the environment takes precedence. A program that was installed by the \
            Debian package reads \(SetupFiles.configuration) unless another file is named.

            EXAMPLES:
              invoices demo --users 3 --invoices 500
              invoices user add ada --email ada@example.com
              INVOICES_LISTEN=unix:/run/invoices.sock invoices serve
              invoices check

            EXIT STATUS: 0 on success, 1 on failure or when `check` found something, 64 when the command \
            line is wrong. `doctor --help` describes the exit status of `doctor`.
            """,
        version: Version.text,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self,
            DoctorCommand.self, SweepCommand.self, UserCommand.self, SetupCommand.self, SchemaCommand.self,
            DemoCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)
}
