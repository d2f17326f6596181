import DatabaseFiles

/// Examines the database's schema and the size of its write-ahead log. Its contents are examined by `check`.
struct DatabaseExamination {
    private static let subject = "database"
    /// In bytes: twice the size to which the service truncates the log after readers made it grow.
    private static let longestLog: Int64 = 64 << 20

    let paths: InstallationPaths

    func run() -> [Diagnosis] {
        let path = paths.database
        guard let size = fileSize(path) else {
            return [
                .fail(
                    Self.subject,
                    "There is no database \(path): run `invoices restore` to restore a backup, or `invoices migrate` to "
                        + "create an empty database.")
            ]
        }
        do {
            switch try DatabaseSurvey.schema(of: path) {
            case .current: return [.ok(Self.subject, "\(path), \(ByteCount(size)), has the current schema."), log]
            case .older:
                return [
                    .warn(
                        Self.subject,
                        "\(path) has an older schema: make a backup, then start the service or run `invoices migrate`."),
                    log,
                ]
            }
        } catch {
            return [.fail(Self.subject, error.description)]
        }
    }

    private var log: Diagnosis {
        let size = fileSize(paths.writeAheadLog) ?? 0
        guard size > Self.longestLog else {
            return .ok("log", "The size of the write-ahead log is \(ByteCount(size)).")
        }
        return .warn(
            "log",
            "The write-ahead log has grown to \(ByteCount(size)): a process that reads the database prevents "
                + "checkpoints. End that process; if there is none, restart the service.")
    }
}
