import Glibc

/// One end of the control socket, which is the file ``name`` in the data directory; only its owner may use it.
///
/// The descriptor is closed when this is deinitialised.
package final class ControlSocket: Sendable {
    package static let name = "control.sock"

    /// An error of the system.
    struct Failure: Error, Equatable {
        /// `errno`.
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

    /// Listens in the directory. A file of that name is replaced: the caller holds the database's lock, so no other
    /// process listens on it any more.
    static func listening(in directory: String) throws(Failure) -> ControlSocket {
        let socket = try ControlSocket()
        try withAddress(in: directory) { (path, address) throws(Failure) in
            unlink(path)
            // On Linux the file gets the socket's own mode, so that other users never have access.
            guard fchmod(socket.descriptor, 0o600) == 0, call(bind, socket.descriptor, &address) == 0,
                listen(socket.descriptor, 16) == 0
            else { throw Failure(number: errno) }
        }
        return socket
    }

    /// Adopts the listening socket of the program that this one replaced; nil when the descriptor is not one.
    static func inherited(_ descriptor: Int32) -> ControlSocket? {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0, isListening != 0
        else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return try? ControlSocket(adopting: descriptor)
    }

    /// Connects to the service that listens in the directory.
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

    /// Waits for a connection, or for ``shutDown()``.
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
            // Descriptors or memory have run out for the moment.
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
            default: return nil
            }
        }
    }

    /// Stops listening, or ends the connection in both directions. Threads that wait on the socket return.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// The user as which the peer's process ran when it connected (SO_PEERCRED).
    var peerUser: uid_t? { peer?.user }

    /// The peer's process; in the case of a service, the process that opened the listening socket.
    var peerProcess: pid_t? { peer?.process }

    private var peer: (process: pid_t, user: uid_t)? {
        // struct ucred, which the module map of the C library does not contain.
        var credentials: (process: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        return (credentials.process, credentials.user)
    }

    /// Reads up to the first line end, which is not returned; nil when the line is longer than `limit`, does not arrive in
    /// time, or the peer closes the connection first.
    func readLine(atMost limit: Int, within seconds: Int) -> [UInt8]? {
        let deadline = PollDeadline(seconds: seconds)
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

    /// Sends a line and a line end; false when the peer does not receive them in time.
    func write(_ line: [UInt8], within seconds: Int) -> Bool {
        let deadline = PollDeadline(seconds: seconds)
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

    private func wait(for events: Int32, until deadline: PollDeadline) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let ready = poll(&entry, 1, deadline.millisecondsLeft)
            if ready > 0 { return true }
            guard ready < 0, errno == EINTR else { return false }
        }
    }

    /// Addresses the socket by way of the directory's descriptor: a path may be longer than an address's 107 bytes.
    private static func withAddress(
        in directory: String, _ body: (_ path: String, inout sockaddr_un) throws(Failure) -> Void
    ) throws(Failure) {
        let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw Failure(number: errno) }
        defer { close(parent) }
        let path = "/proc/self/fd/\(parent)/\(name)"
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
