import Glibc

/// A small file that the operator named, read whole.
struct OperatorFile {
    /// What is wrong with the file, as the end of a sentence that begins with its path.
    struct Failure: Error, Equatable {
        let detail: String
    }

    let bytes: [UInt8]
    /// Whether neither its group nor others may read it.
    let isPrivate: Bool

    /// More than any secret or configuration needs, so that a wrong path (a device, a database) ends soon.
    private static let limit = 65_536

    init(path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(detail: "cannot be read (\(systemMessage(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(detail: "is not a regular file")
        }
        var contents: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw Failure(detail: "cannot be read (\(systemMessage(errno)))") }
            if count == 0 { break }
            contents += piece.prefix(count)
            guard contents.count <= Self.limit else { throw Failure(detail: "is longer than \(Self.limit) bytes") }
        }
        bytes = contents
        isPrivate = status.st_mode & 0o077 == 0
    }
}

/// The system's words for one of its error numbers.
func systemMessage(_ number: Int32) -> String {
    String(cString: strerror(number))
}
