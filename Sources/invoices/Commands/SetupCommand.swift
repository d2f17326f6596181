import ArgumentParser
import Glibc

struct SetupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Sets a server up: user, folders, secret, configuration, web site, first account; and starts it.",
        discussion: """
            It is for the system's package, runs as root, and asks at the terminal for what was not \
            given. Without a certificate it makes one that the server signs itself, which browsers \
            warn of. Nobody can register; the administrator makes accounts.

            It may be run again, for another certificate or after something was lost. A file that \
            was changed is replaced only after asking, or with --replace.

            EXAMPLES:
              invoices setup invoices.example.com
              invoices setup invoices.example.com --certificate /etc/letsencrypt/live/example/fullchain.pem \
            --key /etc/letsencrypt/live/example/privkey.pem
            """)

    @Argument(help: "The name by which browsers reach this server.")
    var domain: HostName
    @Option(help: "Absolute path of the certificate and those above it, in PEM.")
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
    @Flag(help: "Start nothing now.")
    var noStart = false
    @Option(help: "Only write the files, into this folder instead of the system.")
    var root: String?

    func validate() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key belong together.")
        }
        guard (user == nil) == (email == nil) else { throw ValidationError("--user and --email belong together.") }
    }

    func run() throws {
        guard root != nil || geteuid() == 0 else {
            throw OperatorError("Only root can set the system up: sudo invoices setup \(domain.text)")
        }
        let questions = Questions()
        let placement = FilePlacement(root: root ?? "") { path in
            replace || questions.agrees("\(path) was changed, or is of another version. Replace it?")
        }
        let setup = SiteSetup(domain: domain, placement: placement)
        if root == nil { try setup.makeUserAndFolders() }
        try setup.placeFiles()
        try setup.placeSecret(for: root == nil ? try setup.serviceUser() : nil)
        try placeCertificate(SiteCertificate(domain: domain, placement: placement), questions)
        guard root == nil else { return }
        try setup.enableSite()
        try setup.makeFirstAccount(passwordFromStandardInput: password.fromStandardInput) {
            if let user, let email { return (user, email) }
            print("The first account:")
            guard let user = questions.line("User name:"), let email = questions.line("E-mail address:") else {
                return nil
            }
            return (user, email)
        }
        try setup.start(now: !noStart)
    }

    private func placeCertificate(_ site: SiteCertificate, _ questions: Questions) throws(OperatorError) {
        if let files = givenFiles ?? (site.isThere ? nil : askedFiles(questions)) {
            try site.show(files)
            print("The certificate is \(files.chain).")
        } else if try site.makeOwn() {
            print("Made a self-signed certificate, of which browsers warn; --certificate and --key name a better one.")
        }
    }

    private var givenFiles: SiteCertificate.Files? {
        guard let certificate, let key else { return nil }
        return SiteCertificate.Files(chain: certificate, key: key)
    }

    private func askedFiles(_ questions: Questions) -> SiteCertificate.Files? {
        guard let chain = questions.line("Path of the certificate (nothing for a self-signed one to begin with):"),
            let key = questions.line("Path of its key:")
        else { return nil }
        return SiteCertificate.Files(chain: chain, key: key)
    }
}
