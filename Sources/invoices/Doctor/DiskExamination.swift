/// Whether the database's disk has room.
struct DiskExamination {
    private static let subject = "disk"
    /// In bytes: less than this is soon gone.
    private static let least: Int64 = 64 << 20

    let configuration: InvoicesConfiguration

    func run() -> Diagnosis {
        let path = configuration.database
        guard let disk = DiskSpace(of: path) else {
            return .fail(Self.subject, "The disk of \(path) cannot be looked at: see that its folder is there.")
        }
        let room = "\(ByteCount(disk.free)) are free"
        if disk.free < Self.least {
            return .fail(Self.subject, "Only \(room): make room before nothing can be stored any more.")
        }
        let needed = (fileSize(path) ?? 0) + (fileSize(path + "-wal") ?? 0)
        if disk.free < needed {
            return .warn(
                Self.subject, "Only \(room), but restoring a backup takes \(ByteCount(needed)): make room.")
        }
        return .ok(Self.subject, "\(room).")
    }
}
