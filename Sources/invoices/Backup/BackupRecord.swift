import Foundation
import Invoicing
import JSON

/// What is remembered of the last backup: a line of JSON in the data directory, for `doctor` and the metrics.
struct BackupRecord: Equatable, Sendable {
    static let name = "last-backup.json"

    let time: Timestamp
    /// As it was named, made absolute.
    let file: String
    /// In bytes.
    let size: Int64

    init(time: Timestamp, file: String, size: Int64) {
        self.time = time
        self.file = file
        self.size = size
    }

    /// The record in a data directory; nil when there is none that can be read.
    init?(in directory: String) {
        guard let bytes = try? OperatorFile(path: "\(directory)/\(Self.name)").bytes,
            let object = try? ControlObject(parsing: bytes), let file = try? object.text("file"),
            let text = try? object.text("time"), let time = Timestamp(text), let size = try? object.integer("bytes")
        else { return nil }
        self.init(time: time, file: file, size: size)
    }

    /// Takes the place of the record before.
    func write(in directory: String) throws(OperatorError) {
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
            throw OperatorError("The backup is made, but \(path) cannot be written: \(error.localizedDescription)")
        }
        // Root's commands leave nothing that the service cannot read.
        var owner = stat()
        if geteuid() == 0, stat(directory, &owner) == 0 { _ = chown(path, owner.st_uid, owner.st_gid) }
    }
}
