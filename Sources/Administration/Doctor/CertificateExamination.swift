import Auth
import Primitives

/// Examines whether the web server's certificate remains valid for some time.
struct CertificateExamination {
    private static let subject = "certificate"
    private static let day: Int64 = 86_400
    /// In days; automatic renewal normally happens earlier than that.
    private static let notice: Int64 = 14

    let paths: InstallationPaths
    let now: Timestamp

    func run() -> Diagnosis {
        let path = paths.certificate
        let bytes: [UInt8]
        do {
            bytes = try SmallFile(path: path).bytes
        } catch {
            return .warn(
                Self.subject,
                "\(path) \(error.detail): set INVOICES_CERTIFICATE to the path of the web server's certificate.")
        }
        guard let end = CertificateExpiry.earliest(inPEM: bytes) else {
            return .fail(Self.subject, "\(path) contains no certificate in PEM: get a new one.")
        }
        let days = (end.seconds - now.seconds) / Self.day
        if end <= now {
            return .fail(Self.subject, "\(path) expired at \(end.text): renew it and reload the web server.")
        }
        if days < Self.notice {
            return .warn(
                Self.subject, "\(path) expires in \(days) days, at \(end.text): renew it and reload the web server.")
        }
        return .ok(Self.subject, "\(path) is valid until \(end.text).")
    }
}
