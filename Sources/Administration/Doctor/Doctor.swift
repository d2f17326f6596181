import Primitives

/// Examines an installation for problems that an operator can solve before they cause a failure.
package struct Doctor {
    private let paths: InstallationPaths
    private let configuration: [Diagnosis]
    private let now: Timestamp

    /// - Parameter configuration: The findings of the configuration's examination.
    package init(paths: InstallationPaths, configuration: [Diagnosis], now: Timestamp) {
        self.paths = paths
        self.configuration = configuration
        self.now = now
    }

    /// All findings, in the order in which to solve them.
    package func diagnoses() -> [Diagnosis] {
        configuration + PermissionExamination(paths: paths).run() + DatabaseExamination(paths: paths).run()
            + [
                DiskExamination(paths: paths).run(), BackupExamination(paths: paths, now: now).run(),
                CertificateExamination(paths: paths, now: now).run(), ServiceExamination(paths: paths).run(),
            ]
    }
}
