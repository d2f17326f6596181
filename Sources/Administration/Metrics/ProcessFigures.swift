import Glibc

/// Figures of this process, from the kernel.
package enum ProcessFigures {
    /// In bytes; 0 when it cannot be determined.
    package static var residentMemory: Int {
        // The second number, in pages: proc(5).
        let pages = text(of: "/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    package static var openDescriptors: Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without `.`, `..` and the directory's own descriptor.
        return max(0, count - 3)
    }

    private static func text(of path: String) -> String {
        (try? SmallFile(path: path)).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }
}
