import ArgumentParser
import Foundation
import Invoicing
import Service
import Store

struct BackupCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the database to a file of its own, whether the service runs or not.",
        discussion: """
            The copy is of one moment, looked over as `check` does, and on the disk before it gets its \
            name: what has the name is good to be restored. The file is for its owner alone. With --into, \
            backups are named by the time in UTC, and with --keep all but the newest are removed; other \
            files of the folder are left alone. The secret is not in it, and need not be kept.

            EXAMPLES:
              invoices backup /media/stick/invoices.db
              invoices backup --into /var/backups/invoices --keep 14
            """)

    @Argument(help: "The file to write; it must not be there yet.")
    var file: String?
    @Flag(help: "Replace the file, if it is a backup.")
    var replace = false
    @Option(
        help: ArgumentHelp("A folder for a file named by the time; made when it is not there.", valueName: "folder"))
    var into: String?
    @Option(help: ArgumentHelp("How many backups to keep in the folder.", valueName: "count"))
    var keep: Int?

    func validate() throws {
        guard (file == nil) != (into == nil) else { throw ValidationError("Give a FILE or --into, one of them.") }
        guard keep == nil || into != nil else { throw ValidationError("--keep goes with --into.") }
        guard !replace || file != nil else { throw ValidationError("--replace goes with a FILE.") }
        if let keep, keep < 1 { throw ValidationError("--keep must be at least 1.") }
    }

    func run(_ launch: Launch) throws {
        let wiring = Wiring(try InvoicesConfiguration.reading(launch.environment))
        try wiring.becomeOwner()
        let folder = into.map { BackupFolder($0) }
        if let into { try Self.makeFolder(into) }
        var time = Clock.system.now()
        // Names in the folder are those of seconds: one that is taken is waited out.
        while let folder, access(folder.file(at: time), F_OK) == 0 {
            usleep(50_000)
            time = Clock.system.now()
        }
        guard let path = folder?.file(at: time) ?? file else { return }
        do {
            let size = try wiring.backup().write(to: path, replacing: replace, progress: PageProgress.show)
            print("Wrote the backup \(path), \(ByteCount(size)), and found it sound.")
            let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
            try BackupRecord(time: time, file: absolute, size: size).write(in: wiring.configuration.dataDirectory)
            if let folder, let keep {
                for name in try folder.prune(keeping: keep, latest: path) { print("Removed \(folder.path)/\(name).") }
            }
        } catch let error as StoreError {
            throw OperatorError(error.description)
        }
    }

    private static func makeFolder(_ path: String) throws(OperatorError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw OperatorError("The folder \(path) cannot be made: \(systemMessage(errno)).")
        }
    }
}

/// The progress of copying a database.
enum PageProgress {
    static func show(_ done: Int, _ total: Int) {
        ProgressBar("Pages", of: max(1, total)).show(done)
    }
}
