import Foundation
import GRDB
import SQLiteStore

extension DatabaseFile {
    /// Makes the database where there is none, or an empty file.
    ///
    /// It is made under another name and renamed when it is whole: whatever interrupts this, even a power cut, there is
    /// afterwards either a database that can be opened or none.
    func createUnlessThere() throws {
        if let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size > 0 { return }
        let draft = DatabaseFile(path: path + ".new", busyTimeout: busyTimeout)
        Self.remove(draft.path)
        try draft.fill()
        // An empty log, or the shared memory of a deleted one.
        Self.remove(path)
        guard rename(draft.path, path) == 0 else { throw failure("cannot be made") }
        try syncFolder()
    }

    /// Syncs the folder, without which a new file may be lost by a power cut.
    ///
    /// SQLite does that for its log too, but does not check the result.
    func syncFolder() throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try Self.sync(folder, O_DIRECTORY)
    }

    private func fill() throws {
        // SQLite would make it readable for everybody.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be made") }
        close(descriptor)
        let connection = try Connection(path: path, configuration: configuration(readOnly: false))
        // It is used only after it was synced as a whole.
        try connection.access { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF") }
        try connection.migrate(Migrations.migrator())
        try connection.access { _ = try $0.checkpoint(.truncate) }
        try Self.sync(path, 0)
    }

    /// Removes a database with all that SQLite has made beside it.
    static func remove(_ path: String) {
        for suffix in [""] + companions { unlink(path + suffix) }
    }

    private func failure(_ what: String) -> DatabaseFileError {
        .unusable("The database \(path) \(what): \(String(cString: strerror(errno))).")
    }

    private static func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw DatabaseFileError.unusable("\(path) cannot be synced: \(String(cString: strerror(errno))).")
        }
    }
}
