import Glibc
import Service

/// The administrator's end of the control socket.
enum ControlClient {
    /// How long a service may take: it hashes a password, and perhaps waits for the disk.
    private static let patience = 30
    /// A list of some 100,000 users.
    private static let longestReply = 32 << 20

    /// What the service that runs on the data directory says; nil when none runs, or not in that process.
    static func ask(
        _ request: AdministrationRequest, in directory: String, of process: pid_t? = nil
    ) throws(OperatorError) -> ControlReply? {
        let path = "\(directory)/\(ControlSocket.name)"
        let socket: ControlSocket
        do {
            socket = try ControlSocket.connected(in: directory)
        } catch {
            // No socket, or one that a killed service left behind.
            if error.number == ENOENT || error.number == ECONNREFUSED { return nil }
            throw OperatorError("Cannot reach the running service over \(path): \(systemMessage(error.number)).")
        }
        guard process == nil || socket.peerProcess == process else { return nil }
        guard socket.write(request.controlLine, within: patience),
            let line = socket.readLine(atMost: longestReply, within: patience)
        else { throw OperatorError("The running service does not answer on \(path).") }
        do {
            return try ControlReply(controlLine: line)
        } catch {
            throw OperatorError("The running service's answer is not understood; is it of another version?")
        }
    }
}
