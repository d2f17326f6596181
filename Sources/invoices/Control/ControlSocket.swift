import Glibc

/// One end of a control socket: a descriptor, closed when this is dropped.
///
/// The socket lies in the data directory under ``name``, and only its owner may use it.
final class ControlSocket: Sendable {
    static let name = "control.sock"

    /// What the system refused, by its own number (`errno`).
    struct Failure: Error, Equatable {
        let number: Int32
    }

    let descriptor: Int32

    private init(adopting descriptor: Int32) throws(Failure) {
        guard descriptor >= 0 else { throw Failure(number: errno) }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    private convenience init() throws(Failure) {
        try self.init(adopting: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
    }

    /// Listens in the directory. A file of that name is replaced: who calls this holds the
    /// database's lock, so nobody listens on it any more.
    static func listening(in directory: String) throws(Failure) -> ControlSocket {
        let socket = try ControlSocket()
        try withAddress(in: directory) { (path, address) throws(Failure) in
            unlink(path)
            // On Linux the file takes the socket's own mode: it is never open to others, not even for a moment.
            guard fchmod(socket.descriptor, 0o600) == 0, call(bind, socket.descriptor, &address) == 0,
                listen(socket.descriptor, 16) == 0
            else { throw Failure(number: errno) }
        }
        return socket
    }

    /// Goes on listening at a descriptor that the program before this one left; nil when it is no such socket.
    static func inherited(_ descriptor: Int32) -> ControlSocket? {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0, isListening != 0
        else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return try? ControlSocket(adopting: descriptor)
    }

    /// Connects to who listens in the directory.
    static func connected(in directory: String) throws(Failure) -> ControlSocket {
        let socket = try ControlSocket()
        try withAddress(in: directory) { (_, address) throws(Failure) in
            guard call(connect, socket.descriptor, &address) == 0 else { throw Failure(number: errno) }
        }
        return socket
    }

    static func remove(in directory: String) {
        unlink("\(directory)/\(name)")
    }

    /// Returns when somebody has connected, or ``shutDown()`` was called.
    func waitForConnection() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&entry, 1, -1) < 0, errno == EINTR {}
    }

    /// The next connection; nil once ``shutDown()`` was called.
    func accepted() -> ControlSocket? {
        while true {
            let connection = accept(descriptor, nil, nil)
            if connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                return try? ControlSocket(adopting: connection)
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            // Out of descriptors or memory for the moment.
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
            default: return nil
            }
        }
    }

    /// Ends the listening, or the connection, for both sides; a thread that waits in it returns.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// The user that the other end's process ran as when it connected (SO_PEERCRED).
    var peerUser: uid_t? { peer?.user }

    /// The other end's process; of a service, the one that listened first.
    var peerProcess: pid_t? { peer?.process }

    private var peer: (process: pid_t, user: uid_t)? {
        // struct ucred, which the module map of the C library leaves out.
        var credentials: (process: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        return (credentials.process, credentials.user)
    }

    /// Everything up to the first line end, without it; nil when none comes within so many bytes or
    /// seconds, or the other end closes before.
    func readLine(atMost limit: Int, within seconds: Int) -> [UInt8]? {
        let deadline = Deadline(seconds: seconds)
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while line.count <= limit {
            guard wait(for: POLLIN, until: deadline) else { return nil }
            let count = recv(descriptor, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            if let end = piece[..<count].firstIndex(of: UInt8(ascii: "\n")) {
                line += piece[..<end]
                return line.count <= limit ? line : nil
            }
            line += piece[..<count]
        }
        return nil
    }

    /// Sends a line and its end; false when the other end does not take it within so many seconds.
    func write(_ line: [UInt8], within seconds: Int) -> Bool {
        let deadline = Deadline(seconds: seconds)
        var rest = (line + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            guard wait(for: POLLOUT, until: deadline) else { return false }
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func wait(for events: Int32, until deadline: Deadline) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let ready = poll(&entry, 1, deadline.millisecondsLeft)
            if ready > 0 { return true }
            guard ready < 0, errno == EINTR else { return false }
        }
    }

    /// Gives the address by way of the directory's descriptor, so that a path of any length fits in its 107 bytes.
    private static func withAddress(
        in directory: String, _ body: (_ path: String, inout sockaddr_un) throws(Failure) -> Void
    ) throws(Failure) {
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Failure(number: errno) }
        defer { close(folder) }
        let path = "/proc/self/fd/\(folder)/\(name)"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try body(path, &address)
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ socket: Int32, _ address: inout sockaddr_un
    ) -> Int32 {
        withUnsafeBytes(of: &address) { bytes in
            function(socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
    }
}
