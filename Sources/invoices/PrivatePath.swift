import Administration
import Glibc

/// A file or directory to which only its owner may have access.
enum PrivatePath {
    /// Throws, with what to do about it, when its group or others have any permission. A path that does not exist
    /// yet will be created with the right mode.
    static func require(_ path: String, _ what: String) throws(OperatorError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        throw OperatorError(
            "\(what) \(path) is open to its group or others. Find out why, and close it: chmod go= '\(path)'")
    }
}
