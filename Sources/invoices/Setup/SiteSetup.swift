import Auth
import Glibc
import Invoicing

/// The steps of `invoices setup`. Each may be taken again: it leaves alone what is as it should be.
struct SiteSetup {
    private static let user = "invoices"
    private static let units = [
        "invoices.socket", "invoices.service", "invoices-backup.timer", "invoices-sweep.timer",
    ]

    let domain: HostName
    let placement: FilePlacement

    /// The user that the service runs as and the folders of its data, as the package describes them.
    func makeUserAndFolders() throws(OperatorError) {
        try SystemTool("systemd-sysusers", "invoices.conf").output()
        try SystemTool("systemd-tmpfiles", "--create", "invoices.conf").output()
    }

    /// The configuration and nginx's site, which is not in use yet.
    func placeFiles() throws(OperatorError) {
        for (path, text) in SetupFiles(domain: domain).all {
            try placement.makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            say(try placement.place(path, text), path)
        }
    }

    /// The secret, of 48 random bytes; one that is there stays.
    func placeSecret(for owner: FilePlacement.Owner?) throws(OperatorError) {
        guard !placement.exists(SetupFiles.secret) else { return say(.same, SetupFiles.secret) }
        let text = Base64URL.encode(RandomSource.secure.bytes(48)) + "\n"
        try placement.write(SetupFiles.secret, Array(text.utf8), mode: 0o600, owner: owner)
        say(.made, SetupFiles.secret)
    }

    /// Whom the service runs as.
    func serviceUser() throws(OperatorError) -> FilePlacement.Owner {
        guard let entry = getpwnam(Self.user) else { throw OperatorError("There is no user \(Self.user).") }
        return FilePlacement.Owner(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }

    /// Adds the site to nginx's; takes it back when nginx would not start with it.
    func enableSite() throws(OperatorError) {
        let isNew = !placement.exists(SetupFiles.enabledSite)
        if isNew { try placement.link(SetupFiles.enabledSite, to: SetupFiles.site) }
        do {
            try SystemTool("nginx", "-t", "-q").output()
        } catch {
            if isNew { unlink(SetupFiles.enabledSite) }
            throw OperatorError(["nginx does not accept its configuration."] + error.sentences)
        }
        say(isNew ? .made : .same, SetupFiles.enabledSite)
    }

    /// Makes the first account, unless there is one: the name is asked for in time. The password is read by the
    /// command that it calls, as it is told.
    func makeFirstAccount(
        passwordFromStandardInput: Bool, of account: () -> (name: String, email: String)?
    ) throws(OperatorError) {
        guard try userList().split(separator: "\n").count < 2 else { return print("There is an account already.") }
        guard let (name, email) = account() else {
            return print("No account was made; make one with: invoices user add NAME --email ADDRESS")
        }
        var words = ["user", "add", name, "--email", email]
        if passwordFromStandardInput { words.append("--password-stdin") }
        try program(words).run()
    }

    /// A heading, and a line for each user.
    private func userList() throws(OperatorError) -> String {
        try program(["user", "list"]).output()
    }

    /// Has everything started now, where systemd runs, and with the system in any case.
    func start(now: Bool) throws(OperatorError) {
        try SystemTool(["systemctl", "--quiet", "enable"] + Self.units).output()
        guard now, access("/run/systemd/system", F_OK) == 0 else {
            print("Start it with: systemctl restart nginx && systemctl start \(Self.units.joined(separator: " "))")
            return
        }
        try SystemTool(["systemctl", "start"] + Self.units).output()
        // What runs already reads its configuration again.
        try SystemTool("systemctl", "reload-or-restart", "invoices.service", "nginx.service").output()
        print("Invoices runs at https://\(domain.text)")
    }

    /// This program under the new configuration. It takes the place of the service's user, which this one must not.
    private func program(_ words: [String]) -> SystemTool {
        SystemTool(
            [ProgramFile.path] + words, environment: [ConfigurationVariable.file.rawValue: SetupFiles.configuration])
    }

    private func say(_ outcome: FilePlacement.Outcome, _ path: String) {
        switch outcome {
        case .made: print("Made \(placement.root)\(path).")
        case .replaced: print("Replaced \(placement.root)\(path).")
        case .same: break
        case .kept: print("Kept \(placement.root)\(path), which says something else; --replace writes it anew.")
        }
    }
}
