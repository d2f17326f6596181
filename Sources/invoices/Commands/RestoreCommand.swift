import ArgumentParser
import Invoicing
import Store

struct RestoreCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup in the place of the database.",
        discussion: """
            The service must not be running. The file is looked over first and only read; one of an older \
            version is brought to this one's schema. The database that was there is kept beside it, under \
            a name with the time in it. All sessions and access tokens end: everybody signs in again.

            EXAMPLE:
              invoices restore /var/backups/invoices/invoices-20260630T020000Z.db
            """)

    @Argument(help: "The backup, as `invoices backup` wrote it.")
    var file: String

    func run(_ launch: Launch) throws {
        let wiring = Wiring(try InvoicesConfiguration.reading(launch.environment))
        try wiring.makeDataDirectory()
        let report: Restoration.Report
        do {
            report = try wiring.restoration().restore(file, at: Clock.system.now(), progress: PageProgress.show)
        } catch {
            throw OperatorError(opening: error)
        }
        for sentence in Self.sentences(of: report, from: file, to: wiring.configuration.database) { print(sentence) }
    }

    static func sentences(of report: Restoration.Report, from file: String, to database: String) -> [String] {
        let latest = report.latestChange.map { "; last change: \($0.text)" } ?? ""
        var sentences = [
            "Restored \(database) from \(file). Users: \(report.users), invoices: \(report.invoices)\(latest)."
        ]
        if report.wasMigrated { sentences.append("It was of an older version and has been migrated.") }
        if let kept = report.kept { sentences.append("What was there is kept as \(kept).") }
        if !report.countersAreKnown {
            sentences.append("Which ids were given since cannot be seen, so new ones begin a million further on.")
        }
        sentences.append("All sessions and access tokens have ended: everybody signs in again.")
        return sentences
    }
}
