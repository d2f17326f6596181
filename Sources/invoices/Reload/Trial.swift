import Glibc

/// A run of the program as it is installed now, as a child that only looks whether it could serve.
struct Trial {
    /// The program, found as the shell would, and its arguments.
    let arguments: [String]
    /// In seconds; who has not ended by then is killed and has failed.
    let patience: Int

    /// What is kept of the child's output, in bytes; a log line takes no more.
    private static let longestReason = 1024

    /// With the arguments that this process was started with.
    static let ofThisProgram = Trial(arguments: CommandLine.arguments + ["--check"], patience: 10)

    /// Throws, with what the child had to say, unless it ends with success.
    func run() throws(OperatorError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw OperatorError("There is no pipe: \(systemMessage(errno)).") }
        defer { close(ends[0]) }
        // The child has the other end under two numbers of its own.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try start(output: ends[1])
        }
        let deadline = Deadline(seconds: patience)
        let said = Self.read(ends[0], until: deadline)
        guard let status = Self.status(of: child, until: deadline) else {
            throw OperatorError("It did not end within \(patience) seconds.")
        }
        guard status == 0 else {
            throw OperatorError(said.isEmpty ? "It ended with status \(status) and said nothing." : said)
        }
    }

    /// With nothing to read, and none of this process's signals blocked.
    private func start(output: Int32) throws(OperatorError) -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var child: pid_t = 0
        let code = posix_spawnp(&child, arguments[0], &files, &attributes, words, environ)
        guard code == 0 else { throw OperatorError("\(arguments[0]) cannot be executed: \(systemMessage(code)).") }
        return child
    }

    /// What can be read before the other end is closed, cut where it is long.
    private static func read(_ pipe: Int32, until deadline: Deadline) -> String {
        var said: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        var entry = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        while poll(&entry, 1, deadline.millisecondsLeft) > 0 {
            let count = Glibc.read(pipe, &piece, piece.count)
            guard count > 0 else { break }
            said += piece[..<count].prefix(longestReason - said.count)
        }
        while said.last == UInt8(ascii: "\n") { said.removeLast() }
        return String(decoding: said, as: UTF8.self)
    }

    /// The status that the child ended with, 128 and the signal that killed it; nil when it had to be killed.
    private static func status(of child: pid_t, until deadline: Deadline) -> Int32? {
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            guard deadline.millisecondsLeft > 0 else {
                kill(child, SIGKILL)
                waitpid(child, &status, 0)
                return nil
            }
            // It has closed its output and is about to end.
            usleep(1000)
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
