import Administration
import ArgumentParser
import DatabaseFiles
import Primitives

struct RestoreCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Replaces the database with a backup.",
        discussion: """
            The service must not be running. The file is checked first, and only read; a backup of an older \
            version is migrated to this version's schema. The previous database is kept in the same folder, under \
            a name with the time in it. All sessions and access tokens end: all users have to sign in again.

            EXAMPLE:
              invoices restore /var/backups/invoices/invoices-20260630T020000Z.db
            """)

    @Argument(help: "The backup, as `invoices backup` wrote it.")
    var file: String

    func run(_ launch: Launch) throws {
        let wiring = Wiring(try InvoicesConfiguration.reading(launch.environment))
        try wiring.createDataDirectory()
        let report: Restoration.Report
        do {
            report = try wiring.restoration().restore(
                file, at: Clock.system.now(), progress: CopyProgress.show, migrating: MigrationProgress.show)
        } catch {
            throw OperatorError(opening: error)
        }
        for line in Self.summary(of: report, from: file, to: wiring.configuration.database) { print(line) }
    }

    static func summary(of report: Restoration.Report, from file: String, to database: String) -> [String] {
        let latest = report.latestChange.map { "; last change: \($0.text)" } ?? ""
        var lines = [
            "Restored \(database) from \(file). Users: \(report.users), invoices: \(report.invoices)\(latest)."
        ]
        if report.wasMigrated { lines.append("It was of an older version and has been migrated.") }
        if let kept = report.kept { lines.append("What was there is kept as \(kept).") }
        if !report.countersAreKnown {
            lines.append(
                "The ids assigned since the backup are unknown; to avoid reusing them, new ids start a million higher.")
        }
        lines.append("All sessions and access tokens have ended: all users have to sign in again.")
        return lines
    }
}
