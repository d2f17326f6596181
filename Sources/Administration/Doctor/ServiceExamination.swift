/// Examines whether the service is running and can read and write the database.
struct ServiceExamination {
    private static let subject = "service"

    let paths: InstallationPaths

    func run() -> Diagnosis {
        do {
            switch try ControlClient.send(.probe, in: paths.dataDirectory) {
            case nil: return .fail(Self.subject, "No service is running on \(paths.dataDirectory): start it.")
            case .refused(let messages)?: return .fail(Self.subject, messages.joined(separator: " "))
            case .done?: return .ok(Self.subject, "It is running, and can read and write the database.")
            }
        } catch {
            return .fail(Self.subject, "\(error) See its log for the reason, and restart it.")
        }
    }
}
