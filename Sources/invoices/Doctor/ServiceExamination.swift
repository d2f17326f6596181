import Service

/// Whether the service runs and can write.
struct ServiceExamination {
    private static let subject = "service"

    let configuration: InvoicesConfiguration

    func run() -> Diagnosis {
        do {
            switch try ControlClient.ask(.probe, in: configuration.dataDirectory) {
            case nil: return .fail(Self.subject, "It does not run on \(configuration.dataDirectory): start it.")
            case .refused(let sentences)?: return .fail(Self.subject, sentences.joined(separator: " "))
            case .done?: return .ok(Self.subject, "It answers, and can write the database.")
            }
        } catch {
            return .fail(Self.subject, "\(error) Its log says why; restart it.")
        }
    }
}
