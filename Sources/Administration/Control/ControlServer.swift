import Accounts
import Dispatch
import Glibc
import Logging
import Synchronization

/// Answers the administrator's requests to a running service, one after another: one per connection.
package final class ControlServer: Sendable {
    /// In bytes, without the line end.
    static let longestRequest = 16_384
    /// In seconds; for receiving a request, and for sending the reply.
    private static let timeout = 5

    private let directory: String
    private let socket: ControlSocket
    private let dispatcher: AdministrationDispatcher
    private let logger: Logger
    /// Runs the only thread that answers. The block retains this server only while it runs, so that the database is
    /// closed when the caller of ``stop()`` releases it, and not some time later.
    private let queue = DispatchQueue(label: "control")
    /// Locked while a request is answered.
    private let isQuiesced = Mutex(false)

    /// Listens in the data directory, without answering before ``start()``. The caller holds the database's lock.
    ///
    /// - Parameter inherited: The socket on which the program that this one replaced was listening there.
    package init(
        in directory: String, inherited: Int32?, dispatcher: AdministrationDispatcher, logger: Logger
    ) throws(OperatorError) {
        do {
            if let inherited = inherited.flatMap(ControlSocket.inherited) {
                socket = inherited
            } else {
                socket = try ControlSocket.listening(in: directory)
            }
        } catch {
            throw OperatorError("Cannot listen on \(directory)/\(ControlSocket.name): \(systemMessage(error.number)).")
        }
        self.directory = directory
        self.dispatcher = dispatcher
        self.logger = logger
    }

    /// Begins to answer, on a thread of its own.
    package func start() {
        queue.async { [self] in
            repeat { socket.waitForConnection() } while answerNext()
        }
    }

    /// The listening socket, to be inherited by the program that replaces this one.
    package var descriptor: Int32 { socket.descriptor }

    /// Finishes the request in progress, if any, and begins no other. Clients that connect afterwards wait for
    /// ``resume()``, or for the program that replaces this one.
    package func quiesce() {
        isQuiesced.withLock { $0 = true }
    }

    /// Answers requests again after ``quiesce()``.
    package func resume() {
        isQuiesced.withLock { $0 = false }
        // The loop ended if a client connected meanwhile. If not, the new one only starts when the old one ends.
        start()
    }

    /// Finishes the request in progress, if any, and removes the socket. To be called once, after ``start()``.
    package func stop() {
        socket.shutDown()
        queue.sync {}
        ControlSocket.remove(in: directory)
    }

    /// False when no more requests are to be answered.
    private func answerNext() -> Bool {
        isQuiesced.withLock { isQuiesced in
            guard !isQuiesced, let connection = socket.accepted() else { return false }
            answer(connection)
            return true
        }
    }

    private func answer(_ connection: ControlSocket) {
        guard let peer = connection.peerUser, peer == geteuid() || peer == 0 else {
            logger.warning("rejected a connection to the control socket from another user")
            return
        }
        guard let line = connection.readLine(atMost: Self.longestRequest, within: Self.timeout) else { return }
        if !connection.write(reply(to: line).controlLine, within: Self.timeout) {
            logger.warning("an administrator's client disconnected before the reply was sent")
        }
    }

    private func reply(to line: [UInt8]) -> ControlReply {
        let request: AdministrationRequest
        do {
            request = try AdministrationRequest(controlLine: line)
        } catch {
            return .refused(["The running service does not understand this request. Is it a different version?"])
        }
        let reply = ControlReply(to: request, by: dispatcher)
        logger.notice("administration", metadata: request.metadata(with: reply))
        return reply
    }
}

extension AdministrationRequest {
    /// The action and the user's id; names and addresses are personal data.
    fileprivate func metadata(with reply: ControlReply) -> Logger.Metadata {
        let action =
            switch self {
            case .addUser: "add"
            case .listUsers: "list"
            case .setActive(_, let isActive): isActive ? "enable" : "disable"
            case .setPassword: "password"
            case .probe: "probe"
            case .removeExpiredRecords: "sweep"
            }
        return switch reply {
        case .done(.user(let user)): ["action": .string(action), "result": "done", "user": .stringConvertible(user.id)]
        case .done(.users), .done(.healthy), .done(.removed): ["action": .string(action), "result": "done"]
        case .refused: ["action": .string(action), "result": "refused"]
        }
    }
}
