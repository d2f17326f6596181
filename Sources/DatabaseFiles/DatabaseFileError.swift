/// Why a database file could not be opened, copied or restored, as a sentence for the operator. Nothing was changed.
package enum DatabaseFileError: Error, Equatable, CustomStringConvertible {
    /// Another process, with that id where it is known, has the database for writing.
    case locked(path: String, by: Int32?)
    /// It was written by a newer version of this program.
    case newerSchema(path: String)
    /// It has to be migrated, but was to be read only.
    case olderSchema(path: String)
    /// The file is no SQLite database, or another program's.
    case notADatabase(path: String)
    /// A copy has faults; one line for each finding.
    case unsound(path: String, findings: [String])
    /// Anything else, as a sentence.
    case unusable(String)

    package var description: String {
        switch self {
        case .locked(let path, let process):
            "The database \(path) is in use by \(process.map { "process \($0)" } ?? "another process")."
        case .newerSchema(let path):
            "The database \(path) was written by a newer version of this program. Install that version or a later one."
        case .olderSchema(let path):
            "The database \(path) was written by an older version of this program. Run `invoices migrate` first."
        case .notADatabase(let path):
            "The file \(path) is not a database of this program, or is damaged. Restore a backup, or name "
                + "another file with INVOICES_DATABASE."
        case .unsound(let path, let findings):
            (["The database \(path) is damaged:"] + findings).joined(separator: "\n")
        case .unusable(let sentence):
            sentence
        }
    }
}
