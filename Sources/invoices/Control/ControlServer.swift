import Accounts
import Dispatch
import Glibc
import Logging
import Service
import Synchronization

/// A running service's ear for the administrator's commands: one connection, one line, one answer at a time.
final class ControlServer: Sendable {
    /// In bytes, without the line's end.
    static let longestRequest = 16_384
    /// How long a peer may take to say its line, and to take the answer.
    private static let patience = 5

    private let directory: String
    private let socket: ControlSocket
    private let administration: Administration
    private let logger: Logger
    /// The one thread that answers. When it has nothing more to do, it holds on to nothing more either:
    /// the database is closed by who stops this, not some time later.
    private let thread = DispatchQueue(label: "control")
    /// Locked while a request is answered.
    private let isPaused = Mutex(false)

    /// Listens in the data directory; answers from ``start()`` on. The caller holds the database's lock.
    ///
    /// `inherited` is the socket on which the program before this one listened there.
    init(
        in directory: String, inherited: Int32?, administration: Administration, logger: Logger
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
        self.administration = administration
        self.logger = logger
    }

    /// Answers on a thread of its own.
    func start() {
        thread.async { [self] in
            repeat { socket.waitForConnection() } while answerNext()
        }
    }

    /// What a successor listens on.
    var descriptor: Int32 { socket.descriptor }

    /// Finishes the request that is being answered, if any. Whoever comes now waits, for the successor or until
    /// it goes on here.
    func pause() {
        isPaused.withLock { $0 = true }
    }

    /// Goes on after ``pause()``.
    func resume() {
        isPaused.withLock { $0 = false }
        // The loop has ended if somebody came meanwhile; if not, this one has nothing to do before its end.
        start()
    }

    /// Finishes the request that is being answered, if any, and takes the socket away. To be called once, after ``start()``.
    func stop() {
        socket.shutDown()
        thread.sync {}
        ControlSocket.remove(in: directory)
    }

    /// False when there is nothing more to answer here.
    private func answerNext() -> Bool {
        isPaused.withLock { isPaused in
            guard !isPaused, let connection = socket.accepted() else { return false }
            answer(connection)
            return true
        }
    }

    private func answer(_ connection: ControlSocket) {
        guard let peer = connection.peerUser, peer == geteuid() || peer == 0 else {
            logger.warning("refused a connection to the control socket from another user")
            return
        }
        guard let line = connection.readLine(atMost: Self.longestRequest, within: Self.patience) else { return }
        if !connection.write(reply(to: line).controlLine, within: Self.patience) {
            logger.warning("an administrator did not wait for the answer")
        }
    }

    private func reply(to line: [UInt8]) -> ControlReply {
        let request: AdministrationRequest
        do {
            request = try AdministrationRequest(controlLine: line)
        } catch {
            return .refused(["The running service does not understand this request; is it of another version?"])
        }
        let reply = ControlReply(to: request, by: administration)
        logger.notice("administration", metadata: request.metadata(with: reply))
        return reply
    }
}

extension AdministrationRequest {
    /// What was done and to whom, by id: names and addresses are personal.
    fileprivate func metadata(with reply: ControlReply) -> Logger.Metadata {
        let action =
            switch self {
            case .add: "add"
            case .list: "list"
            case .setActive(_, let isActive): isActive ? "enable" : "disable"
            case .setPassword: "password"
            case .probe: "probe"
            case .sweep: "sweep"
            }
        return switch reply {
        case .done(.user(let user)): ["action": .string(action), "result": "done", "user": .stringConvertible(user.id)]
        case .done(.users), .done(.well), .done(.swept): ["action": .string(action), "result": "done"]
        case .refused: ["action": .string(action), "result": "refused"]
        }
    }
}
