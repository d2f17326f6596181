/// Examines the free space on the database's disk.
struct DiskExamination {
    private static let subject = "disk"
    /// In bytes: less than this is soon used up.
    private static let minimum: Int64 = 64 << 20

    let paths: InstallationPaths

    func run() -> Diagnosis {
        let path = paths.database
        guard let disk = DiskSpace(of: path) else {
            return .fail(
                Self.subject, "The free space for \(path) cannot be determined: check that its directory exists.")
        }
        let free = ByteCount(disk.free)
        if disk.free < Self.minimum {
            return .fail(Self.subject, "Only \(free) are free: make room before the service can store nothing more.")
        }
        let needed = (fileSize(path) ?? 0) + (fileSize(paths.writeAheadLog) ?? 0)
        if disk.free < needed {
            return .warn(
                Self.subject, "Only \(free) are free, but restoring a backup needs \(ByteCount(needed)): make room.")
        }
        return .ok(Self.subject, "\(free) are free.")
    }
}
