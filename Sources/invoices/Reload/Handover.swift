import Administration
import Glibc

/// The open descriptors that a serving program passes to the one that it executes in its place.
///
/// They are passed by number in an environment variable, one `name=value` per line. The lock's descriptor keeps the
/// database locked by this process throughout.
struct Handover: Equatable {
    /// Set by the program for itself only.
    static let variable = "INVOICES_HANDOVER"

    /// The process that it is meant for. In any other process, which inherited the variable, it is invalid.
    let process: Int32
    /// The socket on which requests arrive, and the value of `INVOICES_LISTEN` for which it was opened.
    let listener: Int32
    let address: String
    /// Open connections without a request in progress.
    let connections: [Int32]
    /// The socket on which the administrator's requests arrive, and the data directory that contains it.
    let control: Int32
    let directory: String
    let lock: Int32

    var text: String {
        """
        process=\(process)
        listener=\(listener)
        address=\(address)
        connections=\(connections.map(String.init).joined(separator: ","))
        control=\(control)
        directory=\(directory)
        lock=\(lock)
        """
    }

    /// Nil for anything that ``text`` does not write, and for a number that is negative or occurs twice.
    init?(_ text: String) {
        var fields: [Substring: Substring] = [:]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            guard let equals = line.firstIndex(of: "=") else { return nil }
            fields[line[..<equals]] = line[line.index(after: equals)...]
        }
        guard lines.count == 7, let process = fields["process"].flatMap({ Int32($0) }),
            let listener = fields["listener"].flatMap({ Int32($0) }), let address = fields["address"],
            let numbers = fields["connections"]?.split(separator: ",", omittingEmptySubsequences: true),
            let control = fields["control"].flatMap({ Int32($0) }), let directory = fields["directory"],
            let lock = fields["lock"].flatMap({ Int32($0) })
        else { return nil }
        self.init(
            process: process, listener: listener, address: String(address),
            connections: numbers.compactMap { Int32($0) },
            control: control, directory: String(directory), lock: lock)
        guard connections.count == numbers.count, Set(descriptors).count == descriptors.count,
            descriptors.allSatisfy({ $0 >= 0 })
        else { return nil }
    }

    init(
        process: Int32, listener: Int32, address: String, connections: [Int32], control: Int32, directory: String,
        lock: Int32
    ) {
        self.process = process
        self.listener = listener
        self.address = address
        self.connections = connections
        self.control = control
        self.directory = directory
        self.lock = lock
    }

    /// The listening socket; closed, and nil, when the configuration has another address now.
    func listener(at address: String) -> Int32? {
        adopt(listener, if: address == self.address)
    }

    /// The control socket; closed, and nil, when the configuration has another data directory now.
    func control(in directory: String) -> Int32? {
        adopt(control, if: directory == self.directory)
    }

    private func adopt(_ descriptor: Int32, if isWanted: Bool) -> Int32? {
        guard isWanted else {
            close(descriptor)
            return nil
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private var descriptors: [Int32] { [listener, control, lock] + connections }

    /// The handover to this process, if there is one; throws when the variable was not set by this process.
    static func received(_ text: String?) throws(OperatorError) -> Handover? {
        guard let text else { return nil }
        guard let handover = Handover(text), handover.process == getpid() else {
            throw OperatorError("\(variable) is for the program's own use, and must not be set.")
        }
        return handover
    }

    /// Executes the program that this process was started with, by the same name and with the same arguments and
    /// environment. Returns, with the reason, only when that fails.
    ///
    /// The other threads must be idle. Blocked signals stay blocked, and pending ones stay pending.
    func execute() -> OperatorError {
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, 0) }
        setenv(Self.variable, text, 1)
        execvp(CommandLine.arguments[0], CommandLine.unsafeArgv)
        return OperatorError("\(CommandLine.arguments[0]) cannot be executed: \(systemMessage(errno)).")
    }
}
