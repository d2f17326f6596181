import Glibc

/// The administrator's end of the control socket.
package enum ControlClient {
    /// In seconds: enough for hashing a password, and for waiting for a slow disk.
    private static let timeout = 30
    /// In bytes: enough for a list of about 100,000 users.
    private static let longestReply = 32 << 20

    /// Sends a request to the service that runs on the data directory.
    ///
    /// - Parameter process: The only process that may answer; nil for any.
    /// - Returns: The reply; nil when no service runs there, or another process answers.
    package static func send(
        _ request: AdministrationRequest, in directory: String, to process: pid_t? = nil
    ) throws(OperatorError) -> ControlReply? {
        let path = "\(directory)/\(ControlSocket.name)"
        let socket: ControlSocket
        do {
            socket = try ControlSocket.connected(in: directory)
        } catch {
            // There is no socket, or a stale one of a service that was killed.
            if error.number == ENOENT || error.number == ECONNREFUSED { return nil }
            throw OperatorError("Cannot reach the running service over \(path): \(systemMessage(error.number)).")
        }
        guard process == nil || socket.peerProcess == process else { return nil }
        guard socket.write(request.controlLine, within: timeout),
            let line = socket.readLine(atMost: longestReply, within: timeout)
        else { throw OperatorError("The running service does not answer on \(path).") }
        do {
            return try ControlReply(controlLine: line)
        } catch {
            throw OperatorError("The running service's reply is not understood. Is it a different version?")
        }
    }
}
