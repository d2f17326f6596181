import Glibc

/// The room on the file system that holds a file.
struct DiskSpace {
    /// In bytes, for those who are not root.
    let free: Int64

    /// Nil when it is not to be found out. The file itself need not be there yet, its folder must.
    init?(of file: String) {
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        free = Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize)
    }
}
