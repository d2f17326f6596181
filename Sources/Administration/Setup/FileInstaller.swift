import Glibc

/// Writes files of the system, never leaving a partial file, and without overwriting changes unless allowed.
package struct FileInstaller {
    /// Prepended to every path; empty for the system itself.
    let root: String
    /// Whether a file with other contents may be replaced; called once for each.
    private let mayReplace: (_ path: String) -> Bool

    package init(root: String, mayReplace: @escaping (_ path: String) -> Bool) {
        self.root = root
        self.mayReplace = mayReplace
    }

    /// What was done about a file.
    package enum Outcome: String {
        case created, replaced, kept
        /// It had the same contents already.
        case unchanged
    }

    package struct Owner {
        let user: uid_t
        let group: gid_t
    }

    /// Creates the directory and its missing parents.
    func createDirectory(_ path: String, mode: mode_t = 0o755) throws(OperatorError) {
        guard !path.isEmpty, access(root + path, F_OK) != 0 else { return }
        try createDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        guard mkdir(root + path, mode) == 0, chmod(root + path, mode) == 0 else {
            throw OperatorError("The directory \(root)\(path) cannot be created: \(systemMessage(errno)).")
        }
    }

    /// Makes the file have this text.
    func install(_ path: String, _ text: String, mode: mode_t = 0o644) throws(OperatorError) -> Outcome {
        let wanted = Array(text.utf8)
        var outcome = Outcome.created
        if exists(path) {
            if (try? SmallFile(path: root + path))?.bytes == wanted { return .unchanged }
            guard mayReplace(root + path) else { return .kept }
            outcome = .replaced
        }
        try write(path, wanted, mode: mode)
        return outcome
    }

    /// Whether there is a file of any kind with that name.
    func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(root + path, &status) == 0
    }

    /// Writes a file atomically, replacing any other.
    func write(_ path: String, _ bytes: [UInt8], mode: mode_t, owner: Owner? = nil) throws(OperatorError) {
        try replace(path) { temporary in
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            if let owner, fchown(descriptor, owner.user, owner.group) != 0 { return false }
            return Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fchmod(descriptor, mode) == 0
                && fsync(descriptor) == 0
        }
    }

    /// Creates a symbolic link atomically, replacing any other file.
    func link(_ path: String, to target: String) throws(OperatorError) {
        try replace(path) { symlink(target, $0) == 0 }
    }

    private func replace(_ path: String, create: (_ temporary: String) -> Bool) throws(OperatorError) {
        let temporary = root + path + ".new"
        unlink(temporary)
        guard create(temporary), rename(temporary, root + path) == 0 else {
            let message = systemMessage(errno)
            unlink(temporary)
            throw OperatorError("\(root)\(path) cannot be written: \(message).")
        }
    }
}
