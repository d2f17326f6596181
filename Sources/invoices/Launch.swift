import ArgumentParser
import FastCGI
import Foundation

/// The start of the program: when it was, and in what environment.
struct Launch {
    let time: WallTime
    let environment: [String: String]
    /// What the program before this one left for it in the environment, from which it is taken out.
    let handover: String?

    /// To be called first thing. (The kernel's own start time would be that of a process which may
    /// since have executed this program anew.)
    static func now() -> Launch {
        let time = WallTime.now
        var given = ProcessInfo.processInfo.environment
        let handover = given.removeValue(forKey: Handover.variable)
        // It is worth nothing to the processes that this one starts.
        unsetenv(Handover.variable)
        return Launch(
            time: time, environment: environment(given, isInstalled: ProgramFile.isInstalled), handover: handover)
    }

    /// The program of the system's package has its configuration where `invoices setup` puts it, unless it is
    /// told otherwise; any other one has none.
    static func environment(_ given: [String: String], isInstalled: Bool) -> [String: String] {
        isInstalled
            ? given.merging([ConfigurationVariable.file.rawValue: SetupFiles.configuration]) { given, _ in given }
            : given
    }

    /// Does what the command line asks for, and exits.
    func run() -> Never {
        do {
            MemorySecrecy.begin()
            // What it makes is for its owner alone.
            umask(0o077)
            // A CGI server may pass words of the query as arguments (RFC 3875, 4.4): nobody on the web gives commands.
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

/// A command that needs to know of the program's start.
protocol LaunchedCommand: ParsableCommand {
    func run(_ launch: Launch) throws
}
