import Glibc

/// What a serving program leaves to the one that it executes in its place: open descriptors, by number.
///
/// It travels in an environment variable, one `name=value` a line. The lock's descriptor is what keeps
/// the database held by this one process from before to after.
struct Handover: Equatable {
    /// Set by the program itself, for itself.
    static let variable = "INVOICES_HANDOVER"

    /// The process that it is meant for. A variable that strayed into another one is worth nothing there.
    let process: Int32
    /// The socket on which requests arrive, and what `INVOICES_LISTEN` said of it.
    let listener: Int32
    let address: String
    /// Kept connections without a request under way.
    let connections: [Int32]
    /// The socket on which the administrator's commands arrive, and the data directory that it lies in.
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

    /// Nil for anything but what ``text`` writes, and for a number that is no descriptor or stands there twice.
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

    /// The listening socket; closed, and nil, when another address is wanted now.
    func listener(at address: String) -> Int32? {
        adopt(listener, if: address == self.address)
    }

    /// The control socket; closed, and nil, when it is to lie in another directory now.
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

    /// What was handed to this process, if anything was; throws when the variable is not from itself.
    static func received(_ text: String?) throws(OperatorError) -> Handover? {
        guard let text else { return nil }
        guard let handover = Handover(text), handover.process == getpid() else {
            throw OperatorError("\(variable) is for the program's own use, and must not be set.")
        }
        return handover
    }

    /// Executes the program again that this process was started with, by the same name and with the same
    /// arguments and environment. Returns, with the reason, only when it fails.
    ///
    /// The other threads are at rest. Signals that are blocked stay so, and those that wait are kept.
    func execute() -> OperatorError {
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, 0) }
        setenv(Self.variable, text, 1)
        execvp(CommandLine.arguments[0], CommandLine.unsafeArgv)
        return OperatorError("\(CommandLine.arguments[0]) cannot be executed: \(systemMessage(errno)).")
    }
}
