import Administration
import ArgumentParser
import FastCGI
import Foundation

/// The start of the program: its time and environment.
struct Launch {
    let time: WallTime
    let environment: [String: String]
    /// The handover from the program that this one replaces in the same process, which is removed from the environment.
    let handover: String?

    /// To be called first. (The kernel's start time would be that of the process, in which this program may have
    /// replaced another one.)
    static func now() -> Launch {
        let time = WallTime.now
        var variables = ProcessInfo.processInfo.environment
        let handover = variables.removeValue(forKey: Handover.variable)
        // Child processes must not inherit it.
        unsetenv(Handover.variable)
        return Launch(
            time: time, environment: environment(variables, isInstalled: ProgramFile.isInstalled), handover: handover)
    }

    /// An installed program has its configuration where `invoices setup` writes it, unless the environment names another
    /// file; any other program has none by default.
    static func environment(_ variables: [String: String], isInstalled: Bool) -> [String: String] {
        isInstalled
            ? variables.merging([ConfigurationVariable.file.rawValue: SetupFiles.configuration]) { own, _ in own }
            : variables
    }

    /// Runs the command that the command line names, and exits.
    func run() -> Never {
        do {
            MemoryProtection.enable()
            // Only the owner gets access to new files.
            umask(0o077)
            // A CGI server may pass words of the query as arguments (RFC 3875, 4.4), which must not become commands.
            var command = try InvoicesCommand.parseAsRoot(CGI.isCGI ? [] : nil)
            if let command = command as? any LaunchedCommand {
                try command.run(self)
            } else {
                try command.run()
            }
        } catch {
            InvoicesCommand.exit(withError: error)
        }
        InvoicesCommand.exit()
    }
}

/// A command that needs the program's environment or start time.
protocol LaunchedCommand: ParsableCommand {
    func run(_ launch: Launch) throws
}
