import Glibc

/// Examines whether only the owner has access to the data directory and the files in it.
struct PermissionExamination {
    private static let subject = "permissions"

    let paths: InstallationPaths

    func run() -> [Diagnosis] {
        let directory = paths.dataDirectory
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return [
                .fail(
                    Self.subject,
                    "There is no data directory \(directory): set INVOICES_DATA to its path, or run `invoices migrate` to "
                        + "create it.")
            ]
        }
        var found = problems(of: directory, status, owner: status.st_uid, allowed: 0o700)
        for path in files {
            var file = stat()
            guard lstat(path, &file) == 0 else { continue }
            found += problems(of: path, file, owner: status.st_uid, allowed: 0o600)
        }
        if geteuid() != 0, geteuid() != status.st_uid {
            found.append(
                .warn(
                    Self.subject,
                    "\(directory) belongs to user \(status.st_uid): run this command as that user, or as root.")
            )
        }
        return found.isEmpty
            ? [.ok(Self.subject, "Only the owner of \(directory) has access to it and its files.")] : found
    }

    private var files: [String] {
        let names = [ControlSocket.name, BackupRecord.name].map { "\(paths.dataDirectory)/\($0)" }
        return ["", "-wal", "-shm", ".lock"].map { paths.database + $0 } + names
    }

    private func problems(of path: String, _ status: stat, owner: uid_t, allowed: UInt32) -> [Diagnosis] {
        var found: [Diagnosis] = []
        if status.st_mode & 0o777 & ~allowed != 0 {
            found.append(
                .fail(
                    Self.subject,
                    "\(path) has mode 0\(String(status.st_mode & 0o777, radix: 8)), which gives other users access: "
                        + "chmod 0\(String(allowed, radix: 8)) \(path)"))
        }
        if status.st_uid != owner {
            found.append(
                .fail(
                    Self.subject,
                    "\(path) belongs to user \(status.st_uid), but its directory to user \(owner): "
                        + "chown \(owner) \(path)"))
        }
        return found
    }
}
