import CFastCGI
import Glibc

/// One `FCGX_Request`: libfcgi's state of the request that is being answered.
///
/// It is reused for one request after another, on the same or another connection. It belongs to one thread at a
/// time: a worker that passes it to the hashing lane does not use it again, which makes it safe to send.
final class GatewayRequest: @unchecked Sendable {
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// `FCGI_RESPONDER`: the only role that is supported.
    private static let responderRole: Int32 = 1

    init() {
        request = .allocate(capacity: 1)
        // ConnectionSet accepts the connections; libfcgi must never do so.
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        FCGX_Free(request, 1)
        request.deallocate()
    }

    /// Takes over a connection and reads the head of its next request.
    ///
    /// - Returns: False when there was no valid request; the connection is then closed.
    func begin(on connection: Int32) -> Bool {
        request.pointee.ipcFd = connection
        // FCGX_Accept_r begins by finishing the previous request, and would otherwise close the connection.
        request.pointee.keepConnection = 1
        // Closing would otherwise block the thread for up to 2 s, until the peer has closed as well.
        request.pointee.detached = 1
        request.pointee.appStatus = 0
        guard FCGX_Accept_r(request) == 0 else { return false }
        // FCGX_Accept_r does not report an error when the parameters end early, between two of them.
        guard !inputFailed, request.pointee.role == Self.responderRole else {
            abort()
            return false
        }
        return true
    }

    /// Calls `body` with each parameter, `NAME=value`. The bytes are valid during the call only.
    func forEachParameter(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard var next = request.pointee.envp else { return }
        while let parameter = next.pointee {
            parameter.withMemoryRebound(to: UInt8.self, capacity: 1) {
                body(UnsafeBufferPointer(start: $0, count: strlen(parameter)))
            }
            next += 1
        }
    }

    /// Fills the buffer with bytes of the body.
    ///
    /// - Returns: The number of bytes; fewer than the buffer holds at the end, or after a failure.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
            Int(FCGX_GetStr($0, Int32(buffer.count), request.pointee.in))
        }
    }

    /// Whether the input ended because the client disconnected, stalled, or violated the protocol.
    var inputFailed: Bool {
        FCGX_GetError(request.pointee.in) != 0
    }

    /// - Returns: False when the client has disconnected or does not read.
    func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return true }
            return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                FCGX_PutStr($0, Int32(buffer.count), request.pointee.out) >= 0
            }
        }
    }

    /// Sends the rest of the response and ends the request.
    ///
    /// - Parameter isDrained: Whether the input was read to its end; otherwise the connection is closed.
    /// - Returns: The connection, ready for its next request; nil when it was closed.
    func finish(isDrained: Bool) -> Int32? {
        if !isDrained || hasReadAhead { request.pointee.keepConnection = 0 }
        FCGX_Finish_r(request)
        let connection = request.pointee.ipcFd
        request.pointee.ipcFd = -1
        return connection >= 0 ? connection : nil
    }

    /// Whether libfcgi has read beyond this request.
    ///
    /// It discards those bytes, and would then parse the middle of a pipelined request as the beginning of one.
    private var hasReadAhead: Bool {
        guard let input = request.pointee.in, let reader = input.pointee.data else { return false }
        return input.pointee.rdNext != reader.assumingMemoryBound(to: fcgx_reader.self).pointee.buffStop
    }

    /// Closes the connection in the middle of the response, so that it is not mistaken for a complete one.
    func abort() {
        FCGX_Free(request, 1)
    }
}
