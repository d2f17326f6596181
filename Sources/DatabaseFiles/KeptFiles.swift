import Foundation
import Primitives

/// The files of a database under a second name, which keeps them when another database takes their place.
///
/// A log that could not be moved into the database is kept with it, and so is one without a database: SQLite would
/// replay it into the new one.
struct KeptFiles {
    private let database: String
    private var name = ""
    /// The suffixes of the files that there were: none for the database itself.
    private var parts: [String] = []

    /// Of a database that may exist or not.
    init(of database: String) {
        self.database = database
    }

    /// The first of the files; nil when there was none.
    var path: String? { parts.first.map { name + $0 } }

    /// Gives the files a second name with the moment in it; they keep the first one.
    mutating func link(at moment: Timestamp) throws(DatabaseFileError) {
        let present = ([""] + DatabaseFile.logs).filter { FileManager.default.fileExists(atPath: database + $0) }
        let first = "\(database).replaced-\(moment.compactText)"
        name = first
        var number = 1
        // There may be others of the same second.
        while present.contains(where: { FileManager.default.fileExists(atPath: name + $0) }) {
            number += 1
            name = "\(first)-\(number)"
        }
        for part in present {
            guard Glibc.link(database + part, name + part) == 0 else {
                throw .unusable(
                    "The database \(database) cannot be kept as \(name): \(String(cString: strerror(errno))).")
            }
            parts.append(part)
        }
        try PartialFile.syncFolder(of: database)
    }

    /// Removes the first names of the logs, and the shared memory.
    func removeLogs() throws(DatabaseFileError) {
        for part in DatabaseFile.companions { unlink(database + part) }
        try PartialFile.syncFolder(of: database)
    }

    /// Restores the names as they were, for a database that still has its first one.
    func undo() {
        for part in parts where !part.isEmpty { _ = Glibc.link(name + part, database + part) }
        for part in parts { unlink(name + part) }
        try? PartialFile.syncFolder(of: database)
    }
}
