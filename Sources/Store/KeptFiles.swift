import Foundation
import Invoicing

/// The files of a database under a second name, by which they outlive that another one takes their place.
///
/// A log that could not be moved into the database is kept with it, and so is one that has lost its database: SQLite
/// would take it for the new one's.
struct KeptFiles {
    private let database: String
    private var name = ""
    /// What is behind the name: nothing for the database itself, and of its logs those that there were.
    private var parts: [String] = []

    /// Of a database that may be there or not.
    init(of database: String) {
        self.database = database
    }

    /// The first of the files; nil when there was none.
    var path: String? { parts.first.map { name + $0 } }

    /// Gives what is there a second name with the moment in it; its place stays taken.
    mutating func link(at moment: Timestamp) throws(StoreError) {
        let present = ([""] + DatabaseFile.logs).filter { FileManager.default.fileExists(atPath: database + $0) }
        let first = "\(database).replaced-\(moment.compactText)"
        name = first
        var number = 1
        // Somebody may be quicker than the name's second.
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

    /// Takes the logs from their place. Theirs is the second name alone then.
    func takeLogsAway() throws(StoreError) {
        for part in DatabaseFile.companions { unlink(database + part) }
        try PartialFile.syncFolder(of: database)
    }

    /// All as it was before, for a database that is still in its place.
    func undo() {
        for part in parts where !part.isEmpty { _ = Glibc.link(name + part, database + part) }
        for part in parts { unlink(name + part) }
        try? PartialFile.syncFolder(of: database)
    }
}
