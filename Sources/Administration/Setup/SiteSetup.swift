import Auth
import Glibc
import Primitives

/// The steps of `invoices setup`. Each can be repeated: it leaves unchanged what is already in order.
package struct SiteSetup {
    private static let user = "invoices"
    private static let units = [
        "invoices.socket", "invoices.service", "invoices-backup.timer", "invoices-sweep.timer",
    ]

    private let domain: HostName
    private let installer: FileInstaller
    private let configurationVariable: String

    /// - Parameter configurationVariable: The variable by which the program finds its configuration file.
    package init(domain: HostName, installer: FileInstaller, configurationVariable: String) {
        self.domain = domain
        self.installer = installer
        self.configurationVariable = configurationVariable
    }

    /// Creates the service's user and the directories of its data, as the package describes them.
    package func createUserAndDirectories() throws(OperatorError) {
        try SystemCommand("systemd-sysusers", "invoices.conf").output()
        try SystemCommand("systemd-tmpfiles", "--create", "invoices.conf").output()
    }

    /// Writes the configuration and nginx's site, which is not enabled yet.
    package func installFiles() throws(OperatorError) {
        for (path, text) in SetupFiles(domain: domain).all {
            try installer.createDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            report(try installer.install(path, text), path)
        }
    }

    /// Writes a secret of 48 random bytes, unless there is one already.
    package func installSecret(for owner: FileInstaller.Owner?) throws(OperatorError) {
        guard !installer.exists(SetupFiles.secret) else { return report(.unchanged, SetupFiles.secret) }
        let text = Base64URL.encode(RandomSource.secure.bytes(48)) + "\n"
        try installer.write(SetupFiles.secret, Array(text.utf8), mode: 0o600, owner: owner)
        report(.created, SetupFiles.secret)
    }

    /// The user as which the service runs.
    package func serviceUser() throws(OperatorError) -> FileInstaller.Owner {
        guard let entry = getpwnam(Self.user) else { throw OperatorError("There is no user \(Self.user).") }
        return FileInstaller.Owner(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }

    /// Enables nginx's site; disables it again when nginx would not start with it.
    package func enableSite() throws(OperatorError) {
        let isNew = !installer.exists(SetupFiles.enabledSite)
        if isNew { try installer.link(SetupFiles.enabledSite, to: SetupFiles.site) }
        do {
            try SystemCommand("nginx", "-t", "-q").output()
        } catch {
            if isNew { unlink(SetupFiles.enabledSite) }
            throw OperatorError(["nginx does not accept its configuration."] + error.messages)
        }
        report(isNew ? .created : .unchanged, SetupFiles.enabledSite)
    }

    /// Creates the first account, unless there is one. Only then is `account` called for its names; the password is read
    /// by the command that this runs.
    package func createFirstAccount(
        passwordFromStandardInput: Bool, _ account: () -> (name: String, email: String)?
    ) throws(OperatorError) {
        guard try userList().split(separator: "\n").count < 2 else { return print("There is an account already.") }
        guard let (name, email) = account() else {
            return print("No account was created; create one with: invoices user add NAME --email ADDRESS")
        }
        var words = ["user", "add", name, "--email", email]
        if passwordFromStandardInput { words.append("--password-stdin") }
        try program(words).run()
    }

    /// A line of headings, and a line for each user.
    private func userList() throws(OperatorError) -> String {
        try program(["user", "list"]).output()
    }

    /// Enables the units, so that they start with the system, and, where systemd is running, starts them now.
    package func start(now: Bool) throws(OperatorError) {
        try SystemCommand(["systemctl", "--quiet", "enable"] + Self.units).output()
        guard now, access("/run/systemd/system", F_OK) == 0 else {
            print("Start it with: systemctl restart nginx && systemctl start \(Self.units.joined(separator: " "))")
            return
        }
        try SystemCommand(["systemctl", "start"] + Self.units).output()
        // A unit that was running already has to read its configuration again.
        try SystemCommand("systemctl", "reload-or-restart", "invoices.service", "nginx.service").output()
        print("Invoices runs at https://\(domain.text)")
    }

    /// Runs this program with the new configuration. It switches to the service's user; this process must stay root.
    private func program(_ words: [String]) -> SystemCommand {
        SystemCommand([ProgramFile.path] + words, environment: [configurationVariable: SetupFiles.configuration])
    }

    private func report(_ outcome: FileInstaller.Outcome, _ path: String) {
        switch outcome {
        case .created: print("Created \(installer.root)\(path).")
        case .replaced: print("Replaced \(installer.root)\(path).")
        case .unchanged: break
        case .kept: print("Kept \(installer.root)\(path), which has other contents; --replace overwrites it.")
        }
    }
}
