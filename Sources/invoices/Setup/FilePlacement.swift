import Glibc

/// Puts files into the system without ever leaving half of one, or taking the place of what somebody changed.
struct FilePlacement {
    /// Before every path; empty for the system itself.
    let root: String
    /// Whether a file that says something else may be replaced; asked once for each.
    let mayReplace: (_ path: String) -> Bool

    /// What became of a file.
    enum Outcome: String {
        case made, replaced, kept
        /// It stood there just so.
        case same
    }

    struct Owner {
        let user: uid_t
        let group: gid_t
    }

    /// The folder, and those above it that are missing.
    func makeFolder(_ path: String, mode: mode_t = 0o755) throws(OperatorError) {
        guard !path.isEmpty, access(root + path, F_OK) != 0 else { return }
        try makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        guard mkdir(root + path, mode) == 0, chmod(root + path, mode) == 0 else {
            throw OperatorError("The folder \(root)\(path) cannot be made: \(systemMessage(errno)).")
        }
    }

    /// Sees that the file is there and says that.
    func place(_ path: String, _ text: String, mode: mode_t = 0o644) throws(OperatorError) -> Outcome {
        let wanted = Array(text.utf8)
        var outcome = Outcome.made
        if exists(path) {
            if (try? OperatorFile(path: root + path))?.bytes == wanted { return .same }
            guard mayReplace(root + path) else { return .kept }
            outcome = .replaced
        }
        try write(path, wanted, mode: mode)
        return outcome
    }

    /// Whether there is anything of that name.
    func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(root + path, &status) == 0
    }

    /// The whole file or nothing, in place of what is there.
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

    /// A symbolic link, in place of what is there.
    func link(_ path: String, to target: String) throws(OperatorError) {
        try replace(path) { symlink(target, $0) == 0 }
    }

    private func replace(_ path: String, make: (_ temporary: String) -> Bool) throws(OperatorError) {
        let temporary = root + path + ".new"
        unlink(temporary)
        guard make(temporary), rename(temporary, root + path) == 0 else {
            let message = systemMessage(errno)
            unlink(temporary)
            throw OperatorError("\(root)\(path) cannot be written: \(message).")
        }
    }
}
