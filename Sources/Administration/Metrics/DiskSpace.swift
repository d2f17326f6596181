import Glibc

/// The free space on the file system that contains a file.
package struct DiskSpace {
    /// In bytes, for users other than root.
    package let free: Int64

    /// Nil when it cannot be determined. The file need not exist yet, but its directory must.
    package init?(of file: String) {
        let directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        free = Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize)
    }
}

/// The size of a file in bytes; nil when there is none.
package func fileSize(_ path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
}
