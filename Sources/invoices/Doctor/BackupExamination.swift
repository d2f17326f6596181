import Invoicing

/// When the last backup was made.
struct BackupExamination {
    private static let subject = "backup"
    private static let advice = "`invoices backup --into FOLDER --keep 14` makes one; have it done every day."
    private static let day: Int64 = 86_400

    let configuration: InvoicesConfiguration
    let now: Timestamp

    func run() -> Diagnosis {
        guard let last = BackupRecord(in: configuration.dataDirectory) else {
            return .warn(Self.subject, "There has never been one. \(Self.advice)")
        }
        // A clock that was set back makes it younger than new.
        let days = max(0, now.seconds - last.time.seconds) / Self.day
        let sentence = "The last one is of \(last.time.text), \(last.file)"
        switch days {
        case ..<2: return .ok(Self.subject, sentence + ".")
        case ..<7: return .warn(Self.subject, "\(sentence): \(days) days old. \(Self.advice)")
        default: return .fail(Self.subject, "\(sentence): \(days) days old. \(Self.advice)")
        }
    }
}
