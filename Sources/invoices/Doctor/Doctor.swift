import Invoicing

/// Looks over an installation: everything that an operator can mend before it becomes a fault.
struct Doctor {
    let environment: [String: String]
    let now: Timestamp

    /// In the order in which to mend what is wrong.
    func diagnoses() -> [Diagnosis] {
        do {
            let (configuration, found) = try ConfigurationExamination.run(environment)
            return found
                + PermissionExamination(configuration: configuration).run()
                + DatabaseExamination(configuration: configuration).run()
                + [
                    DiskExamination(configuration: configuration).run(),
                    BackupExamination(configuration: configuration, now: now).run(),
                    CertificateExamination(configuration: configuration, now: now).run(),
                    ServiceExamination(configuration: configuration).run(),
                ]
        } catch {
            // Where everything lies is not known then.
            return error.sentences.map { .fail(ConfigurationExamination.subject, $0) }
        }
    }
}
