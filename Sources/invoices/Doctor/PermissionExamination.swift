import Glibc

/// Whether the data directory and what lies in it are their owner's alone.
struct PermissionExamination {
    private static let subject = "permissions"

    let configuration: InvoicesConfiguration

    func run() -> [Diagnosis] {
        let folder = configuration.dataDirectory
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return [
                .fail(
                    Self.subject,
                    "There is no data directory \(folder): name it in INVOICES_DATA, or run `invoices migrate` to make it."
                )
            ]
        }
        var found = faults(of: folder, status, owner: status.st_uid, allowed: 0o700)
        for path in files {
            var file = stat()
            guard lstat(path, &file) == 0 else { continue }
            found += faults(of: path, file, owner: status.st_uid, allowed: 0o600)
        }
        if geteuid() != 0, geteuid() != status.st_uid {
            found.append(
                .warn(Self.subject, "\(folder) is user \(status.st_uid)'s: give this command as that user, or as root.")
            )
        }
        return found.isEmpty ? [.ok(Self.subject, "\(folder) and its files are their owner's alone.")] : found
    }

    private var files: [String] {
        let names = [ControlSocket.name, BackupRecord.name].map { "\(configuration.dataDirectory)/\($0)" }
        return ["", "-wal", "-shm", ".lock"].map { configuration.database + $0 } + names
    }

    private func faults(of path: String, _ status: stat, owner: uid_t, allowed: UInt32) -> [Diagnosis] {
        var found: [Diagnosis] = []
        if status.st_mode & 0o777 & ~allowed != 0 {
            found.append(
                .fail(
                    Self.subject,
                    "\(path) has mode 0\(String(status.st_mode & 0o777, radix: 8)), which lets others at it: "
                        + "chmod 0\(String(allowed, radix: 8)) \(path)"))
        }
        if status.st_uid != owner {
            found.append(
                .fail(
                    Self.subject,
                    "\(path) is user \(status.st_uid)'s, but its folder user \(owner)'s: chown \(owner) \(path)"))
        }
        return found
    }
}
