import Administration
import ArgumentParser
import Glibc
import Primitives

struct SetupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Sets up a server: user, folders, secret, configuration, web site, first account; and starts it.",
        discussion: """
            It is meant for the Debian package, runs as root, and asks at the terminal for what was not \
            given. Without a certificate it creates a self-signed one, about which browsers warn. Registration \
            is closed; the administrator creates accounts.

            It can be run again, to use another certificate or to restore missing files. A file that \
            was changed is replaced only after asking, or with --replace.

            EXAMPLES:
              invoices setup invoices.example.com
              invoices setup invoices.example.com --certificate /etc/letsencrypt/live/example/fullchain.pem \
            --key /etc/letsencrypt/live/example/privkey.pem
            """)

    @Argument(help: "The server's host name, as used in browsers.")
    var domain: HostName
    @Option(help: "Absolute path of the certificate chain, in PEM.")
    var certificate: String?
    @Option(help: "Absolute path of the certificate's key, in PEM.")
    var key: String?
    @Option(help: "The user name of the first account.")
    var user: String?
    @Option(help: "The e-mail address of the first account.")
    var email: String?
    @OptionGroup var password: PasswordOption
    @Flag(help: "Replace files that were changed, without asking.")
    var replace = false
    @Flag(help: "Do not start anything now.")
    var noStart = false
    @Option(help: "Only write the files, to this folder instead of the system.")
    var root: String?

    func validate() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key belong together.")
        }
        guard (user == nil) == (email == nil) else { throw ValidationError("--user and --email belong together.") }
    }

    func run() throws {
        guard root != nil || geteuid() == 0 else {
            throw OperatorError("Only root can set up the system: sudo invoices setup \(domain.text)")
        }
        let prompt = TerminalPrompt()
        let installer = FileInstaller(root: root ?? "") { path in
            replace || prompt.confirms("\(path) was changed, or is of another version. Replace it?")
        }
        let setup = SiteSetup(
            domain: domain, installer: installer, configurationVariable: ConfigurationVariable.file.rawValue)
        if root == nil { try setup.createUserAndDirectories() }
        try setup.installFiles()
        try setup.installSecret(for: root == nil ? try setup.serviceUser() : nil)
        let certificate = SiteCertificate(domain: domain, installer: installer, now: Clock.system.now())
        try installCertificate(certificate, prompt)
        guard root == nil else { return }
        try setup.enableSite()
        try setup.createFirstAccount(passwordFromStandardInput: password.fromStandardInput) {
            if let user, let email { return (user, email) }
            print("The first account:")
            guard let user = prompt.line("User name:"), let email = prompt.line("E-mail address:") else {
                return nil
            }
            return (user, email)
        }
        try setup.start(now: !noStart)
    }

    private func installCertificate(_ site: SiteCertificate, _ prompt: TerminalPrompt) throws(OperatorError) {
        if let files = filesFromOptions ?? (site.exists ? nil : filesFromPrompt(prompt)) {
            try site.use(files)
            print("The certificate is \(files.chain).")
        } else if try site.createSelfSigned() {
            print("Created a self-signed certificate, about which browsers warn; --certificate and --key replace it.")
        }
    }

    private var filesFromOptions: SiteCertificate.Files? {
        guard let certificate, let key else { return nil }
        return SiteCertificate.Files(chain: certificate, key: key)
    }

    private func filesFromPrompt(_ prompt: TerminalPrompt) -> SiteCertificate.Files? {
        guard let chain = prompt.line("Path of the certificate (empty for a self-signed one for now):"),
            let key = prompt.line("Path of its key:")
        else { return nil }
        return SiteCertificate.Files(chain: chain, key: key)
    }
}

extension HostName: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
