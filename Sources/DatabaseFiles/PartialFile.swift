import Foundation

/// A file that is being written: it gets its name when it is whole and on the disk, and not before.
///
/// Until then it is called `NAME.partial` and is locked by one process. Only its owner may read it. It is removed when it
/// is dropped without being published; what a killed process left is replaced.
final class PartialFile {
    static let suffix = ".partial"

    let path: String
    private let name: String
    private let descriptor: Int32
    /// Whether it has its name.
    private(set) var isPublished = false

    /// Throws when another process is making the same file.
    init(for name: String) throws(DatabaseFileError) {
        self.name = name
        path = name + Self.suffix
        descriptor = try Self.create(path)
        // Root makes it for the owner of the folder.
        FolderOwner(of: name).give(descriptor)
    }

    deinit {
        if !isPublished { DatabaseFile.remove(path) }
        close(descriptor)
    }

    func sync() throws(DatabaseFileError) {
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    /// Syncs the file and gives it its name, replacing what had it; returns its size in bytes.
    func publish() throws(DatabaseFileError) -> Int64 {
        var status = stat()
        try sync()
        guard fstat(descriptor, &status) == 0, rename(path, name) == 0 else { throw failure() }
        isPublished = true
        try Self.syncFolder(of: name)
        return Int64(status.st_size)
    }

    private func failure() -> DatabaseFileError {
        .unusable("The file \(name) cannot be written: \(String(cString: strerror(errno))).")
    }

    /// A name is only on the disk once its folder is.
    static func syncFolder(of file: String) throws(DatabaseFileError) {
        let folder = FolderOwner.folder(of: file)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw .unusable("The folder \(folder) cannot be synced: \(String(cString: strerror(errno))).")
        }
    }

    /// Whether no process is writing this partial file any more.
    static func isAbandoned(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    private static func create(_ path: String) throws(DatabaseFileError) -> Int32 {
        if isAbandoned(path) { DatabaseFile.remove(path) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw .unusable("Another process is writing \(path).") }
            throw .unusable("The file \(path) cannot be made: \(String(cString: strerror(errno))).")
        }
        // Between making and locking it, another process may have removed it as abandoned.
        var made = stat()
        var named = stat()
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &made) == 0, lstat(path, &named) == 0,
            made.st_ino == named.st_ino
        else {
            close(descriptor)
            throw .unusable("Another process is writing \(path).")
        }
        return descriptor
    }
}

/// The owner of a file's folder. Commands are also run by root, and what they make beside the service's files must
/// belong to the service.
struct FolderOwner {
    private let status: stat?

    init(of file: String) {
        var status = stat()
        self.status = stat(Self.folder(of: file), &status) == 0 ? status : nil
    }

    /// Gives an open file to the owner; does nothing unless this is root's process.
    func give(_ descriptor: Int32) {
        guard geteuid() == 0, let status else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}
