import Foundation
import Invoicing

/// The certificate that nginx shows, and its key: two links in `/etc/invoices/tls`, to the operator's own
/// files or to a certificate that the server has signed itself.
struct SiteCertificate {
    /// The operator's: the chain and the key, in PEM.
    struct Files: Equatable {
        let chain: String
        let key: String
    }

    private static let chain = SetupFiles.tls + "/certificate.pem"
    private static let key = SetupFiles.tls + "/key.pem"
    private static let ownChain = "self-signed.pem"
    private static let ownKey = "self-signed-key.pem"
    /// A self-signed one is made anew when it is set up again in its last so many seconds: 30 days.
    private static let renewal: Int64 = 30 * 86_400

    let domain: HostName
    let placement: FilePlacement

    /// Whether there is one already.
    var isThere: Bool { placement.exists(Self.chain) }

    /// Shows the operator's files.
    func show(_ files: Files) throws(OperatorError) {
        for path in [files.chain, files.key] {
            guard path.hasPrefix("/"), access(path, R_OK) == 0 else {
                throw OperatorError("\(path) cannot be read; a certificate and its key are named by absolute paths.")
            }
        }
        try placement.makeFolder(SetupFiles.tls, mode: 0o700)
        try placement.link(Self.chain, to: files.chain)
        try placement.link(Self.key, to: files.key)
    }

    /// Makes a self-signed one where there is none; true when it was made, or made anew.
    func makeOwn() throws(OperatorError) -> Bool {
        guard !isThere || (isOwn && !isOwnUsable) else { return false }
        try placement.makeFolder(SetupFiles.tls, mode: 0o700)
        let folder = placement.root + SetupFiles.tls + "/"
        try SystemTool(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "365", "-subj", "/CN=Invoices", "-addext", "subjectAltName=DNS:\(domain.text)",
            "-addext", "extendedKeyUsage=serverAuth", "-keyout", folder + Self.ownKey, "-out", folder + Self.ownChain
        ).output()
        try placement.link(Self.chain, to: Self.ownChain)
        try placement.link(Self.key, to: Self.ownKey)
        return true
    }

    private var isOwn: Bool {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: placement.root + Self.chain)
        return target == Self.ownChain
    }

    /// Whether it is of this name and holds for a while.
    private var isOwnUsable: Bool {
        let chain = placement.root + Self.chain
        let moment = Clock.system.now().adding(seconds: Self.renewal).seconds
        let check = SystemTool(
            "openssl", "verify", "-CAfile", chain, "-verify_hostname", domain.text, "-attime", String(moment), chain)
        return (try? check.output()) != nil
    }
}
