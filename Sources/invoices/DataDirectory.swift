import Administration
import Glibc

/// The directory that contains the database.
struct DataDirectory {
    let path: String

    /// Creates it, accessible to its owner only, if it does not exist.
    func create() throws(OperatorError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw OperatorError("The data directory \(path) cannot be created: \(systemMessage(errno)).")
        }
    }

    /// A process of root permanently switches to the directory's owner: the files that a command creates there must
    /// belong to the service, and root should not follow links that another user may have planted. A process of any
    /// other user does not change.
    func switchToOwner() throws(OperatorError) {
        var status = stat()
        guard geteuid() == 0, stat(path, &status) == 0, status.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setgid(status.st_gid) == 0, setuid(status.st_uid) == 0 else {
            throw OperatorError("Cannot switch to the owner of \(path): \(systemMessage(errno)).")
        }
    }
}
