import Auth
import Invoicing

/// Whether the web server's certificate is good for some time.
struct CertificateExamination {
    private static let subject = "certificate"
    private static let day: Int64 = 86_400
    /// In days: certificates that renew themselves do so earlier.
    private static let notice: Int64 = 14

    let configuration: InvoicesConfiguration
    let now: Timestamp

    func run() -> Diagnosis {
        let path = configuration.certificate
        let bytes: [UInt8]
        do {
            bytes = try OperatorFile(path: path).bytes
        } catch {
            return .warn(
                Self.subject, "\(path) \(error.detail): name the web server's certificate in INVOICES_CERTIFICATE.")
        }
        guard let end = CertificateExpiry.earliest(inPEM: bytes) else {
            return .fail(Self.subject, "\(path) holds no certificate in PEM: get a new one.")
        }
        let days = (end.seconds - now.seconds) / Self.day
        if end <= now {
            return .fail(Self.subject, "\(path) expired on \(end.text): renew it and reload the web server.")
        }
        if days < Self.notice {
            return .warn(
                Self.subject, "\(path) expires in \(days) days, on \(end.text): renew it and reload the web server.")
        }
        return .ok(Self.subject, "\(path) is good until \(end.text).")
    }
}
