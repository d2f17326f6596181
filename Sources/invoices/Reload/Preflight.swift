import Administration
import Glibc

/// Runs the currently installed program as a child process that only checks whether it could serve.
struct Preflight {
    /// The program, looked up like a command of the shell, and its arguments.
    let arguments: [String]
    /// In seconds; a child that is still running then is killed and has failed.
    let timeout: Int

    /// In bytes; the child's output is truncated to the longest value of a log line.
    private static let longestOutput = 1024

    /// With the arguments that this process was started with.
    static let ofThisProgram = Preflight(arguments: CommandLine.arguments + ["--check"], timeout: 10)

    /// Throws, with the child's output, unless it exits successfully.
    func run() throws(OperatorError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw OperatorError("A pipe cannot be created: \(systemMessage(errno)).") }
        defer { close(ends[0]) }
        // The child gets duplicates of the other end.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try start(output: ends[1])
        }
        let deadline = PollDeadline(seconds: timeout)
        let output = Self.read(ends[0], until: deadline)
        guard let status = Self.status(of: child, until: deadline) else {
            throw OperatorError("It did not exit within \(timeout) seconds.")
        }
        guard status == 0 else {
            throw OperatorError(output.isEmpty ? "It exited with status \(status) and without output." : output)
        }
    }

    /// Starts the child with no input and no blocked signals.
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

    /// Reads until the other end is closed; truncates what is longer than the limit.
    private static func read(_ pipe: Int32, until deadline: PollDeadline) -> String {
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        var entry = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        while poll(&entry, 1, deadline.millisecondsLeft) > 0 {
            let count = Glibc.read(pipe, &piece, piece.count)
            guard count > 0 else { break }
            output += piece[..<count].prefix(longestOutput - output.count)
        }
        while output.last == UInt8(ascii: "\n") { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    /// The child's exit status, or 128 plus the signal that killed it; nil when it had to be killed at the deadline.
    private static func status(of child: pid_t, until deadline: PollDeadline) -> Int32? {
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            guard deadline.millisecondsLeft > 0 else {
                kill(child, SIGKILL)
                waitpid(child, &status, 0)
                return nil
            }
            // It has closed its output and is about to exit.
            usleep(1000)
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
