import CFastCGI
import Glibc

/// A listening socket in non-blocking mode, so that a worker that lost the race for a connection continues
/// instead of waiting for the next one.
final class ListeningSocket: Sendable {
    /// How many connections may wait to be accepted. nginx reports an error as soon as the queue is full.
    private static let backlog: Int32 = 4096

    let descriptor: Int32
    let isTCP: Bool
    /// Only a socket that was opened here is closed and removed at the end.
    private let isOwned: Bool
    private let socketFile: String?

    /// - Parameter inherited: The socket that is already listening at the address; nil to open a new one.
    init(_ address: FastCGIServer.Address, inherited: Int32? = nil) throws(FastCGIError) {
        switch address {
        case .descriptor(let passed):
            descriptor = inherited ?? passed
            (isOwned, socketFile) = (false, nil)
        case .unix(let path, let mode):
            descriptor = if let inherited { inherited } else { try Self.listen(atPath: path, mode: mode) }
            (isOwned, socketFile) = (true, path)
        case .tcp(let host, let port):
            descriptor = if let inherited { inherited } else { try Self.listen(onHost: host, port: port) }
            (isOwned, socketFile) = (true, nil)
        }
        guard Self.option(SO_ACCEPTCONN, of: descriptor) == 1 else {
            throw FastCGIError("Descriptor \(descriptor) is not a listening socket.")
        }
        isTCP = Self.option(SO_DOMAIN, of: descriptor) != AF_UNIX
        guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0 else {
            throw FastCGIError(system: "The listening socket cannot be made non-blocking")
        }
    }

    deinit {
        guard isOwned else { return }
        close(descriptor)
        if let socketFile { unlink(socketFile) }
    }

    /// An option of the level SOL_SOCKET; nil when the descriptor is not a socket.
    static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }
}

extension ListeningSocket {
    private static func listen(atPath path: String, mode: UInt32) throws(FastCGIError) -> Int32 {
        guard var address = unixAddress(path) else {
            throw FastCGIError("The path of the socket is empty or too long: \(path)")
        }
        try removeStaleSocket(path, &address)
        return try opened(AF_UNIX, as: path) { socket in
            // The file never has wider permissions than these; those that umask removed are added afterwards.
            fchmod(socket, mode) == 0 && call(bind, socket, &address) == 0 && chmod(path, mode) == 0
        }
    }

    /// Removes a socket file that a killed server left behind, but not one on which a process listens.
    private static func removeStaleSocket(_ path: String, _ address: inout sockaddr_un) throws(FastCGIError) {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw FastCGIError(system: "A socket cannot be created") }
        defer { close(probe) }
        if call(connect, probe, &address) == 0 {
            throw FastCGIError("Another process is already listening on \(path).")
        }
        var status = stat()
        guard errno == ECONNREFUSED, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        unlink(path)
    }

    private static func unixAddress(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { field in
            guard !bytes.isEmpty, bytes.count < field.count else { return false }
            field.copyBytes(from: bytes)
            return true
        }
        return fits ? address : nil
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ socket: Int32, _ address: inout sockaddr_un
    ) -> Int32 {
        withUnsafeBytes(of: &address) { bytes in
            function(socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
    }

    private static func listen(onHost host: String, port: UInt16) throws(FastCGIError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &found)
        guard code == 0, let address = found?.pointee else {
            throw FastCGIError("\(host) is not an address to listen on: \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(found) }
        return try opened(address.ai_family, as: "\(host):\(port)") { socket in
            var on: Int32 = 1
            return setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
                && bind(socket, address.ai_addr, address.ai_addrlen) == 0
        }
    }

    private static func opened(
        _ family: Int32, as name: String, bound: (Int32) -> Bool
    ) throws(FastCGIError) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, bound(descriptor), Glibc.listen(descriptor, backlog) == 0 else {
            let error = FastCGIError(system: "Cannot listen on \(name)")
            if descriptor >= 0 { close(descriptor) }
            throw error
        }
        return descriptor
    }
}
