import Administration

/// Examines whether the service would start with the variables, the secret and the templates.
enum ConfigurationExamination {
    static let subject = "configuration"

    /// Throws when the configuration cannot be read at all; uses the default where a value is wrong.
    static func run(
        _ environment: [String: String]
    ) throws(OperatorError) -> (InvoicesConfiguration, [Diagnosis]) {
        var reader = try ConfigurationReader(environment: environment)
        let configuration = InvoicesConfiguration(&reader)
        _ = SecretReader.secrets(&reader, dataDirectory: configuration.dataDirectory)
        var found = reader.faults.map { Diagnosis.fail(subject, $0) }
        do {
            _ = try TemplateDirectory.templates(in: configuration.templates)
        } catch {
            found += error.messages.map { .fail(subject, $0) }
        }
        found += configuration.unknownNames.map {
            .warn(subject, "There is no variable \($0): check its spelling.")
        }
        if found.isEmpty {
            found.append(.ok(subject, "All values are valid, and no other user has access to the secret."))
        }
        return (configuration, found)
    }
}
