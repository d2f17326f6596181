import Glibc

/// Asks for a password.
enum PasswordPrompt {
    /// Longer than any password may be; what is longer yet is cut, and then refused by the rules.
    private static let longestLine = 1024
    private static let controlC: UInt8 = 3

    /// Asks twice at the terminal, which shows nothing of it.
    static func typedTwice() throws(OperatorError) -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw OperatorError("There is no terminal to ask for the password at; use --password-stdin.")
        }
        defer { close(terminal) }
        let first = try answer(to: "Password: ", at: terminal)
        guard try answer(to: "Once more: ", at: terminal) == first else {
            throw OperatorError("The two passwords are not the same; nothing was changed.")
        }
        return first
    }

    /// The first line of standard input, without its end.
    static func standardInputLine() throws(OperatorError) -> String {
        try text(of: line(from: STDIN_FILENO, until: [UInt8(ascii: "\n")]).text)
    }

    private static func answer(to prompt: String, at terminal: Int32) throws(OperatorError) -> String {
        var shown = termios()
        guard tcgetattr(terminal, &shown) == 0 else {
            throw OperatorError("The terminal's echo cannot be turned off; use --password-stdin.")
        }
        var hidden = shown
        // Ctrl-C ends the line instead of the program, which then turns the echo on again before it exits.
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = controlC }
        guard tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else {
            throw OperatorError("The terminal's echo cannot be turned off; use --password-stdin.")
        }
        say(prompt, at: terminal)
        let typed = line(from: terminal, until: [UInt8(ascii: "\n"), controlC])
        tcsetattr(terminal, TCSAFLUSH, &shown)
        say("\n", at: terminal)
        guard typed.end != controlC else { throw OperatorError("Nothing was changed.") }
        return try text(of: typed.text)
    }

    private static func say(_ text: String, at terminal: Int32) {
        let bytes = Array(text.utf8)
        _ = write(terminal, bytes, bytes.count)
    }

    /// What comes before one of those ends. Read byte by byte, so that what follows is left for others.
    private static func line(from descriptor: Int32, until ends: [UInt8]) -> (text: [UInt8], end: UInt8?) {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while text.count < longestLine, read(descriptor, &byte, 1) == 1 {
            if ends.contains(byte) { return (text, byte) }
            text.append(byte)
        }
        return (text, nil)
    }

    private static func text(of line: [UInt8]) throws(OperatorError) -> String {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw OperatorError("The password is not valid UTF-8.")
        }
        return text
    }
}
