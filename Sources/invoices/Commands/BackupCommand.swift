import Administration
import ArgumentParser
import DatabaseFiles
import Foundation
import Primitives

struct BackupCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the database to a file, whether or not the service is running.",
        discussion: """
            The copy is a consistent snapshot. It is examined as by `check` and synced to the disk before it \
            gets its name, so that a file with that name can be restored. Only its owner can read it. With --into, \
            backups are named by the time in UTC, and with --keep all but the newest are removed; other \
            files in the folder are left unchanged. The secret is not included, and need not be backed up.

            EXAMPLES:
              invoices backup /media/stick/invoices.db
              invoices backup --into /var/backups/invoices --keep 14
            """)

    @Argument(help: "The file to write; it must not exist yet.")
    var file: String?
    @Flag(help: "Replace the file, if it is a backup.")
    var replace = false
    @Option(
        help: ArgumentHelp("A folder for a file named by the time; created if it does not exist.", valueName: "folder"))
    var into: String?
    @Option(help: ArgumentHelp("How many backups to keep in the folder.", valueName: "count"))
    var keep: Int?

    func validate() throws {
        guard (file == nil) != (into == nil) else { throw ValidationError("Give either a FILE or --into.") }
        guard keep == nil || into != nil else { throw ValidationError("--keep requires --into.") }
        guard !replace || file != nil else { throw ValidationError("--replace requires a FILE.") }
        if let keep, keep < 1 { throw ValidationError("--keep must be at least 1.") }
    }

    func run(_ launch: Launch) throws {
        let wiring = Wiring(try InvoicesConfiguration.reading(launch.environment))
        try wiring.switchToDataOwner()
        let folder = into.map { BackupFolder($0) }
        if let into { try Self.createFolder(into) }
        var time = Clock.system.now()
        // The names in the folder have a resolution of a second: wait until one is free.
        while let folder, access(folder.file(at: time), F_OK) == 0 {
            usleep(50_000)
            time = Clock.system.now()
        }
        guard let path = folder?.file(at: time) ?? file else { return }
        do {
            let size = try wiring.backup().write(to: path, replacing: replace, progress: CopyProgress.show)
            print("Wrote the backup \(path), \(ByteCount(size)), and found it sound.")
            let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
            try BackupRecord(time: time, file: absolute, size: size).write(in: wiring.configuration.dataDirectory)
            if let folder, let keep {
                for name in try folder.prune(keeping: keep, latest: path) { print("Removed \(folder.path)/\(name).") }
            }
        } catch let error as DatabaseFileError {
            throw OperatorError(error.description)
        }
    }

    private static func createFolder(_ path: String) throws(OperatorError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw OperatorError("The folder \(path) cannot be created: \(systemMessage(errno)).")
        }
    }
}

/// Shows the progress of copying a database.
enum CopyProgress {
    static func show(_ done: Int, _ total: Int) {
        ProgressBar("Pages", of: max(1, total)).show(done)
    }
}

/// Shows the progress of migrating a database.
enum MigrationProgress {
    @Sendable static func show(_ done: Int, _ total: Int) {
        ProgressBar("Records", of: max(1, total)).show(done)
    }
}
