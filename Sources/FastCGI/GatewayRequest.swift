import CFastCGI
import Glibc

/// One `FCGX_Request`: what libfcgi knows of the request that is being answered.
///
/// It is used again for request after request, on one connection and then on another. It belongs
/// to one thread at a time: a worker that gives it to the hashing lane never touches it again,
/// which is why it may be sent.
final class GatewayRequest: @unchecked Sendable {
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// `FCGI_RESPONDER`: the only role that we play.
    private static let responderRole: Int32 = 1

    init() {
        request = .allocate(capacity: 1)
        // Connections are accepted by ConnectionSet; libfcgi must never try it.
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        FCGX_Free(request, 1)
        request.deallocate()
    }

    /// Reads the head of the next request on a connection, and takes the connection over.
    ///
    /// - Returns: False when there was none; the connection is closed then.
    func begin(on connection: Int32) -> Bool {
        request.pointee.ipcFd = connection
        // FCGX_Accept_r begins by finishing the request before, and closes the connection without this.
        request.pointee.keepConnection = 1
        // Closing would otherwise wait up to 2 s for the peer to close as well, and hold the thread.
        request.pointee.detached = 1
        request.pointee.appStatus = 0
        guard FCGX_Accept_r(request) == 0 else { return false }
        // Parameters that break off between two of them are no failure to FCGX_Accept_r.
        guard !inputFailed, request.pointee.role == Self.responderRole else {
            cut()
            return false
        }
        return true
    }

    /// Calls `body` with each parameter, `NAME=value`. The bytes last as long as the call.
    func forEachParameter(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard var next = request.pointee.envp else { return }
        while let parameter = next.pointee {
            parameter.withMemoryRebound(to: UInt8.self, capacity: 1) {
                body(UnsafeBufferPointer(start: $0, count: strlen(parameter)))
            }
            next += 1
        }
    }

    /// Fills the buffer from the body.
    ///
    /// - Returns: The number of bytes; fewer than the buffer holds at the end, or after a failure.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
            Int(FCGX_GetStr($0, Int32(buffer.count), request.pointee.in))
        }
    }

    /// Whether the input ended because the client is gone, stalled, or broke the protocol.
    var inputFailed: Bool {
        FCGX_GetError(request.pointee.in) != 0
    }

    /// - Returns: False when the client is gone or does not read.
    func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return true }
            return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                FCGX_PutStr($0, Int32(buffer.count), request.pointee.out) >= 0
            }
        }
    }

    /// Sends what is left of the answer and ends the request.
    ///
    /// - Parameter isDrained: Whether the input was read to its end; otherwise the connection is closed.
    /// - Returns: The connection, free for its next request, unless it was closed.
    func finish(isDrained: Bool) -> Int32? {
        if !isDrained || hasReadAhead { request.pointee.keepConnection = 0 }
        FCGX_Finish_r(request)
        let connection = request.pointee.ipcFd
        request.pointee.ipcFd = -1
        return connection >= 0 ? connection : nil
    }

    /// Whether libfcgi has read more from the connection than this request.
    ///
    /// It throws that away, and would then take the middle of what was sent ahead for the beginning of a request.
    private var hasReadAhead: Bool {
        guard let input = request.pointee.in, let reader = input.pointee.data else { return false }
        return input.pointee.rdNext != reader.assumingMemoryBound(to: fcgx_reader.self).pointee.buffStop
    }

    /// Closes the connection in the middle of the answer, so that nobody takes it for a whole one.
    func cut() {
        FCGX_Free(request, 1)
    }
}
