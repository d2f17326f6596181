import Glibc
import Logging

/// What the operator decided: every variable but the secrets (``SecretReader``), as what it means.
struct InvoicesConfiguration: Equatable, Sendable {
    /// Where the service takes connections.
    enum Listener: Equatable, Sendable {
        /// The socket that was passed as descriptor 0.
        case inherited
        case unix(path: String)
        case tcp(host: String, port: UInt16)
    }

    enum Registration: String, CaseIterable, Sendable {
        case open, closed
    }

    /// A folder; made with mode 0700 when it is not there.
    let dataDirectory: String
    let database: String
    let listener: Listener
    /// Threads that answer requests.
    let workers: Int
    /// Threads that answer what hashes passwords.
    let hashingThreads: Int
    /// How many requests may wait for one of those.
    let hashingQueue: Int
    let bcryptCost: Int
    /// In seconds.
    let tokenLifetime: Int
    let registration: Registration
    let logLevel: Logger.Level
    /// In bytes.
    let bodyLimit: Int
    /// Scheme and authority, without a slash at the end: the address that people know.
    let publicURL: String?
    /// The folder of the pages' templates.
    let templates: String
    /// The web server's certificate, for `doctor` to look at.
    let certificate: String
    /// Names that look like ours and are not.
    let unknownNames: [String]

    /// Notes every fault in the reader, which throws them when it is finished.
    init(_ reader: inout ConfigurationReader, processors: Int = Self.onlineProcessors) {
        dataDirectory = reader.text(.data) ?? ".data"
        database = reader.text(.database) ?? dataDirectory + "/invoices.db"
        listener =
            reader.value(
                .listen, allowed: "empty (descriptor 0), unix:PATH or tcp:HOST:PORT", parse: Listener.init(parsing:))
            ?? .inherited
        // Writers wait for the disk together: the more there are, the more share a commit.
        workers = reader.number(.workers, in: 1...256) ?? 32
        hashingThreads = reader.number(.hashingThreads, in: 1...64) ?? max(1, processors / 2)
        hashingQueue = reader.number(.hashingQueue, in: 1...10_000) ?? 32
        bcryptCost = reader.number(.bcryptCost, in: 4...20) ?? 12
        tokenLifetime = (reader.number(.tokenMinutes, in: 1...10_080) ?? 30) * 60
        registration = reader.word(.registration, of: Registration.self) ?? .open
        logLevel = reader.word(.logLevel, of: Logger.Level.self) ?? .info
        bodyLimit = reader.number(.bodyLimit, in: 1024...67_108_864) ?? 1_048_576
        publicURL = reader.value(
            .publicURL, allowed: "an address such as https://invoices.example.com, without a path", parse: Self.origin)
        templates = reader.text(.templates) ?? "templates"
        certificate = reader.text(.certificate) ?? dataDirectory + "/tls/certificate.pem"
        unknownNames = reader.unknownNames
    }

    /// Reads everything but the secrets; throws every fault.
    static func reading(_ environment: [String: String]) throws(OperatorError) -> InvoicesConfiguration {
        var reader = try ConfigurationReader(environment: environment)
        let configuration = InvoicesConfiguration(&reader)
        return try reader.finished(configuration)
    }

    static var onlineProcessors: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// `http://` or `https://`, a host, perhaps a port; a slash at the end is dropped.
    ///
    /// What comes back is spelt as browsers spell an origin (RFC 6454, 6.2): in lower case, and without the
    /// port that the scheme implies.
    private static func origin(_ text: String) -> String? {
        let text = (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased()
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where text.hasPrefix(scheme) {
            let authority = text.dropFirst(scheme.count)
            let isPlain = authority.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"/?#@\\\"'<>".utf8.contains(byte)
            }
            guard isPlain, let first = authority.first, first != ":" else { return nil }
            return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
        }
        return nil
    }
}

extension InvoicesConfiguration.Listener {
    /// Reads `unix:PATH` or `tcp:HOST:PORT`; an IPv6 host may stand in brackets.
    init?(parsing text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty else { return nil }
            self = .unix(path: path)
        } else if text.hasPrefix("tcp:") {
            let rest = text.dropFirst(4)
            guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0
            else { return nil }
            var host = rest[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard !host.isEmpty else { return nil }
            self = .tcp(host: String(host), port: port)
        } else {
            return nil
        }
    }

    /// What ``init(parsing:)`` reads; empty for the inherited one.
    var text: String {
        switch self {
        case .inherited: ""
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): "tcp:\(host):\(port)"
        }
    }
}
