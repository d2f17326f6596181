import Foundation
import Primitives

/// nginx's certificate and its key: two links in `/etc/invoices/tls`, to the operator's files or to a self-signed
/// certificate.
package struct SiteCertificate {
    /// The operator's certificate chain and key, in PEM.
    package struct Files: Equatable {
        package let chain: String
        package let key: String

        package init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }

    private static let chain = SetupFiles.tls + "/certificate.pem"
    private static let key = SetupFiles.tls + "/key.pem"
    private static let selfSignedChain = "self-signed.pem"
    private static let selfSignedKey = "self-signed-key.pem"
    /// In seconds before its end: from then on a self-signed certificate is renewed when the site is set up again.
    private static let renewal: Int64 = 30 * 86_400

    private let domain: HostName
    private let installer: FileInstaller
    private let now: Timestamp

    package init(domain: HostName, installer: FileInstaller, now: Timestamp) {
        self.domain = domain
        self.installer = installer
        self.now = now
    }

    /// Whether a certificate was chosen already.
    package var exists: Bool { installer.exists(Self.chain) }

    /// Makes nginx use the operator's files.
    package func use(_ files: Files) throws(OperatorError) {
        for path in [files.chain, files.key] {
            guard path.hasPrefix("/"), access(path, R_OK) == 0 else {
                throw OperatorError("\(path) cannot be read; the certificate and its key need absolute paths.")
            }
        }
        try installer.createDirectory(SetupFiles.tls, mode: 0o700)
        try installer.link(Self.chain, to: files.chain)
        try installer.link(Self.key, to: files.key)
    }

    /// Creates a self-signed certificate where there is none; true when one was created or renewed.
    package func createSelfSigned() throws(OperatorError) -> Bool {
        guard !exists || (isSelfSigned && !isUsable) else { return false }
        try installer.createDirectory(SetupFiles.tls, mode: 0o700)
        let directory = installer.root + SetupFiles.tls + "/"
        try SystemCommand(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "365", "-subj", "/CN=Invoices", "-addext", "subjectAltName=DNS:\(domain.text)",
            "-addext", "extendedKeyUsage=serverAuth", "-keyout", directory + Self.selfSignedKey,
            "-out", directory + Self.selfSignedChain
        ).output()
        try installer.link(Self.chain, to: Self.selfSignedChain)
        try installer.link(Self.key, to: Self.selfSignedKey)
        return true
    }

    private var isSelfSigned: Bool {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: installer.root + Self.chain)
        return target == Self.selfSignedChain
    }

    /// Whether it is for this host name and does not need to be renewed yet.
    private var isUsable: Bool {
        let chain = installer.root + Self.chain
        let moment = now.adding(seconds: Self.renewal).seconds
        let check = SystemCommand(
            "openssl", "verify", "-CAfile", chain, "-verify_hostname", domain.text, "-attime", String(moment), chain)
        return (try? check.output()) != nil
    }
}
