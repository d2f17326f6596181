/// Whether the variables, the secret and the templates are such that the service would start.
enum ConfigurationExamination {
    static let subject = "configuration"

    /// Throws when the configuration cannot be read at all; where a value is wrong, goes on with the default.
    static func run(
        _ environment: [String: String]
    ) throws(OperatorError) -> (InvoicesConfiguration, [Diagnosis]) {
        var reader = try ConfigurationReader(environment: environment)
        let configuration = InvoicesConfiguration(&reader)
        _ = SecretReader.secrets(&reader, dataDirectory: configuration.dataDirectory)
        var found = reader.faults.map { Diagnosis.fail(subject, $0) }
        do {
            _ = try TemplateFolder.templates(in: configuration.templates)
        } catch {
            found += error.sentences.map { .fail(subject, $0) }
        }
        found += configuration.unknownNames.map {
            .warn(subject, "There is no variable \($0); look for a slip of the pen.")
        }
        if found.isEmpty { found.append(.ok(subject, "Every value is valid, and the secret is a private one.")) }
        return (configuration, found)
    }
}
