import Glibc

/// What the kernel says of this process.
enum ProcessFigures {
    /// In bytes; 0 when it is not to be found out.
    static var residentMemory: Int {
        // proc(5): the second number, in pages.
        let pages = text(of: "/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    static var openDescriptors: Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Itself, and the two names that every folder has.
        return max(0, count - 3)
    }

    private static func text(of path: String) -> String {
        (try? OperatorFile(path: path)).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }
}

/// The size of a file in bytes; nil when there is none.
func fileSize(_ path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
}
