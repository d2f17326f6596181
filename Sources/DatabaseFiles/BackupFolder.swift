import Foundation
import Primitives

/// A folder of backups that are named by the moment when they were made, in UTC: `invoices-20230701T100000Z.db`.
package struct BackupFolder: Sendable {
    private static let beginning = "invoices-"
    private static let end = ".db"

    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// The path of a backup made at that moment.
    package func file(at moment: Timestamp) -> String {
        "\(path)/\(Self.beginning)\(moment.compactText)\(Self.end)"
    }

    /// Removes all but the newest backups, and partial files of killed ones; returns the names of what was removed.
    ///
    /// What has another name, is no regular file or no database of this program's stays. So does
    /// `latest`, even where the clock was set back and others seem newer.
    package func prune(keeping count: Int, latest: String) throws(DatabaseFileError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unusable("The folder \(path) cannot be read: \(error.localizedDescription)")
        }
        let others = names.filter { isBackup($0) && "\(path)/\($0)" != latest }.sorted(by: >)
        let leftovers = names.filter { name in
            name.hasSuffix(PartialFile.suffix) && Self.isName(name.dropLast(PartialFile.suffix.count))
                && PartialFile.isAbandoned("\(path)/\(name)")
        }
        return (others.dropFirst(count - 1) + leftovers).filter { unlink("\(path)/\($0)") == 0 }
    }

    private func isBackup(_ name: String) -> Bool {
        var status = stat()
        return Self.isName(name[...]) && lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && DatabaseFile(path: "\(path)/\(name)", busyTimeout: 0).looksLikeOurs
    }

    /// Whether a name is one that ``file(at:)`` gives.
    private static func isName(_ name: Substring) -> Bool {
        let pattern = Array("\(beginning)00000000T000000Z\(end)".utf8)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return name.utf8.count == pattern.count
            && zip(name.utf8, pattern).allSatisfy { $0 == $1 || $1 == digits.lowerBound && digits.contains($0) }
    }
}

extension Timestamp {
    /// For a file's name: `20230701T100000Z`.
    package var compactText: String {
        text.filter { $0 != "-" && $0 != ":" }
    }
}
