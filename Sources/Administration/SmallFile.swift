import Glibc

/// The contents of a small regular file, such as a secret or a configuration file, read completely.
package struct SmallFile {
    /// What is wrong with the file: the end of a sentence that begins with its path.
    package struct Failure: Error, Equatable {
        package let detail: String
    }

    package let bytes: [UInt8]
    /// Whether neither its group nor other users have access to it.
    package let isPrivate: Bool

    /// More than any secret or configuration needs, so that a wrong path (a device, a database) is rejected early.
    private static let limit = 65_536

    package init(path: String) throws(Failure) {
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

/// The system's description of an error number (`errno`).
package func systemMessage(_ number: Int32) -> String {
    String(cString: strerror(number))
}
