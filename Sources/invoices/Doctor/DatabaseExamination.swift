import Store

/// Whether the database is one of this version's, and its log of ordinary length. Looking it over is `check`'s.
struct DatabaseExamination {
    private static let subject = "database"
    /// In bytes: twice of what the service leaves of a log that grew while somebody read.
    private static let longestLog: Int64 = 64 << 20

    let configuration: InvoicesConfiguration

    func run() -> [Diagnosis] {
        let path = configuration.database
        guard let size = fileSize(path) else {
            return [
                .fail(
                    Self.subject,
                    "There is no database \(path): `invoices restore` brings one back, `migrate` makes a new one.")
            ]
        }
        do {
            switch try DatabaseSurvey.schema(of: path) {
            case .current: return [.ok(Self.subject, "\(path), \(ByteCount(size)), has this version's schema."), log]
            case .older:
                return [
                    .warn(
                        Self.subject,
                        "\(path) is of an older version: back it up, then start the service or run `invoices migrate`."),
                    log,
                ]
            }
        } catch {
            return [.fail(Self.subject, error.description)]
        }
    }

    private var log: Diagnosis {
        let size = fileSize(configuration.database + "-wal") ?? 0
        guard size > Self.longestLog else { return .ok("log", "The write-ahead log has \(ByteCount(size)).") }
        return .warn(
            "log",
            "The write-ahead log has grown to \(ByteCount(size)): a program that reads the database keeps it from being "
                + "emptied. End that program; if there is none, restart the service.")
    }
}
