import Primitives

/// Examines how old the last backup is.
struct BackupExamination {
    private static let subject = "backup"
    private static let advice = "Make one every day: `invoices backup --into FOLDER --keep 14`."
    private static let day: Int64 = 86_400

    let paths: InstallationPaths
    let now: Timestamp

    func run() -> Diagnosis {
        guard let last = BackupRecord(in: paths.dataDirectory) else {
            return .warn(Self.subject, "There is no record of a backup. \(Self.advice)")
        }
        // Its age would be negative after the clock was set back.
        let days = max(0, now.seconds - last.time.seconds) / Self.day
        let sentence = "The last backup was made at \(last.time.text): \(last.file)"
        switch days {
        case ..<2: return .ok(Self.subject, sentence + ".")
        case ..<7: return .warn(Self.subject, "\(sentence). It is \(days) days old. \(Self.advice)")
        default: return .fail(Self.subject, "\(sentence). It is \(days) days old. \(Self.advice)")
        }
    }
}
