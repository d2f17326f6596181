import Foundation
import JSON
import Primitives

/// The record of the last backup: one line of JSON in the data directory, for `doctor` and the metrics.
package struct BackupRecord: Equatable, Sendable {
    package static let name = "last-backup.json"

    package let time: Timestamp
    /// An absolute path.
    package let file: String
    /// In bytes.
    package let size: Int64

    package init(time: Timestamp, file: String, size: Int64) {
        self.time = time
        self.file = file
        self.size = size
    }

    /// Reads the record in a data directory; nil when there is none or it is invalid.
    package init?(in directory: String) {
        guard let bytes = try? SmallFile(path: "\(directory)/\(Self.name)").bytes,
            let object = try? ControlObject(parsing: bytes), let file = try? object.text("file"),
            let text = try? object.text("time"), let time = Timestamp(text), let size = try? object.integer("bytes")
        else { return nil }
        self.init(time: time, file: file, size: size)
    }

    /// Replaces the previous record.
    package func write(in directory: String) throws(OperatorError) {
        var writer = JSONWriter()
        writer.object { object in
            object.string("time", time.text)
            object.string("file", file)
            object.integer("bytes", size)
        }
        let path = "\(directory)/\(Self.name)"
        do {
            try Data(writer.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw OperatorError("The backup was made, but \(path) cannot be written: \(error.localizedDescription)")
        }
        // The service must be able to read a record that was written by root.
        var owner = stat()
        if geteuid() == 0, stat(directory, &owner) == 0 { _ = chown(path, owner.st_uid, owner.st_gid) }
    }
}
