import Glibc

/// The folder that holds the database.
struct DataFolder {
    let path: String

    /// Makes it, for its owner alone, where there is none.
    func make() throws(OperatorError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw OperatorError("The data directory \(path) cannot be made: \(systemMessage(errno)).")
        }
    }

    /// Root goes on as the folder's owner, for good: what a command makes in there is to be the service's, and
    /// root had better not follow what somebody else has laid out. Others stay who they are.
    func becomeOwner() throws(OperatorError) {
        var status = stat()
        guard geteuid() == 0, stat(path, &status) == 0, status.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setgid(status.st_gid) == 0, setuid(status.st_uid) == 0 else {
            throw OperatorError("Cannot become the owner of \(path): \(systemMessage(errno)).")
        }
    }
}
