import Administration
import Glibc
import Logging

/// The operator's settings: all variables except the secrets (``SecretReader``), parsed.
struct InvoicesConfiguration: Equatable, Sendable {
    /// Where the service listens for connections.
    enum ListenAddress: Equatable, Sendable {
        /// The socket that was inherited as descriptor 0.
        case inherited
        case unix(path: String)
        case tcp(host: String, port: UInt16)
    }

    enum Registration: String, CaseIterable, Sendable {
        case open, closed
    }

    /// Created with mode 0700 if it does not exist.
    let dataDirectory: String
    let database: String
    let listenAddress: ListenAddress
    /// Threads that answer requests.
    let workers: Int
    /// Threads that answer the requests that hash a password.
    let hashingThreads: Int
    /// How many of those requests may wait for a thread.
    let hashingQueue: Int
    let bcryptCost: Int
    /// In seconds.
    let tokenLifetime: Int
    let registration: Registration
    let logLevel: Logger.Level
    /// In bytes.
    let bodyLimit: Int
    /// The service's public origin: scheme and authority, without a trailing slash.
    let publicURL: String?
    /// The directory of the pages' templates.
    let templates: String
    /// The web server's certificate, which `doctor` examines.
    let certificate: String
    /// Unknown names with the prefix of this program's variables.
    let unknownNames: [String]

    /// Notes all faults in the reader; ``ConfigurationReader/finished(_:)`` throws them.
    init(_ reader: inout ConfigurationReader, processors: Int = Self.onlineProcessors) {
        dataDirectory = reader.text(.data) ?? ".data"
        database = reader.text(.database) ?? dataDirectory + "/invoices.db"
        listenAddress =
            reader.value(
                .listen, allowed: "empty (descriptor 0), unix:PATH or tcp:HOST:PORT",
                parse: ListenAddress.init(parsing:))
            ?? .inherited
        // Group commit: the more workers wait for the disk, the more transactions share a commit.
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

    /// Reads everything except the secrets; throws all faults.
    static func reading(_ environment: [String: String]) throws(OperatorError) -> InvoicesConfiguration {
        var reader = try ConfigurationReader(environment: environment)
        let configuration = InvoicesConfiguration(&reader)
        return try reader.finished(configuration)
    }

    /// The paths that the doctor and the metrics look at.
    var paths: InstallationPaths {
        InstallationPaths(dataDirectory: dataDirectory, database: database, certificate: certificate)
    }

    static var onlineProcessors: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Parses `http://` or `https://`, a host and optionally a port; a trailing slash is removed.
    ///
    /// The result is serialised as browsers do (RFC 6454, 6.2): in lower case, and without the scheme's default port.
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

extension InvoicesConfiguration.ListenAddress {
    /// Parses `unix:PATH` or `tcp:HOST:PORT`; an IPv6 host may be in brackets.
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

    /// The form that ``init(parsing:)`` reads; empty for the inherited socket.
    var text: String {
        switch self {
        case .inherited: ""
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): "tcp:\(host):\(port)"
        }
    }
}
