import Foundation

/// The right to write a database, held by one process at a time for as long as this lives.
///
/// It is `flock(2)` on a file beside the database, which holds the owner's process id. The kernel releases it when the
/// owner ends, however it ends. A process that executes another program keeps the lock for as long as it keeps the
/// descriptor.
final class WriterLock: Sendable {
    let descriptor: Int32

    /// Tries for `timeout` seconds; throws `locked` when another process still has it then.
    ///
    /// `inherited` is the descriptor that the program which this process executed before has left; that of another
    /// database is closed.
    init(for database: String, timeout: Double, inherited: Int32? = nil) throws(DatabaseFileError) {
        let path = database + ".lock"
        let descriptor = Self.adopt(inherited, of: path) ?? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable("The lock file \(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        FolderOwner(of: path).give(descriptor)
        let deadline = DispatchTime.now() + timeout
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard DispatchTime.now() < deadline else {
                let owner = Self.processID(in: descriptor)
                close(descriptor)
                throw .locked(path: database, by: owner)
            }
            usleep(20_000)
        }
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The descriptor if it is one of that very file.
    private static func adopt(_ inherited: Int32?, of path: String) -> Int32? {
        guard let inherited else { return nil }
        var (held, named) = (stat(), stat())
        guard fstat(inherited, &held) == 0, stat(path, &named) == 0,
            (held.st_dev, held.st_ino) == (named.st_dev, named.st_ino)
        else {
            close(inherited)
            return nil
        }
        _ = fcntl(inherited, F_SETFD, FD_CLOEXEC)
        return inherited
    }

    private static func processID(in descriptor: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &text, text.count, 0)
        return count > 0 ? Int32(String(decoding: text[..<count], as: UTF8.self).prefix { $0.isNumber }) : nil
    }
}
