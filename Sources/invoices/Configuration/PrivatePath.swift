import Glibc

/// A file or folder that must be for its owner alone.
enum PrivatePath {
    /// Throws, with what to do, when its group or others have any right to it. What is not there yet will
    /// be made with the right mode.
    static func require(_ path: String, _ what: String) throws(OperatorError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        throw OperatorError(
            "\(what) \(path) is open to its group or others. See who did that, and close it: chmod go= '\(path)'")
    }
}
