import Administration
import Glibc

/// Reads a password.
enum PasswordPrompt {
    /// More than any password may have; a longer line is truncated, and then refused by the rules.
    private static let longestLine = 1024
    private static let controlC: UInt8 = 3

    /// Asks twice at the terminal, without echo.
    static func typedTwice() throws(OperatorError) -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw OperatorError("There is no terminal at which to ask for the password; use --password-stdin.")
        }
        defer { close(terminal) }
        let first = try answer(to: "Password: ", at: terminal)
        guard try answer(to: "Password again: ", at: terminal) == first else {
            throw OperatorError("The two passwords differ; nothing was changed.")
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
        // Ctrl-C ends the line instead of the program, so that the echo can be turned on again.
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = controlC }
        guard tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else {
            throw OperatorError("The terminal's echo cannot be turned off; use --password-stdin.")
        }
        print(prompt, to: terminal)
        let typed = line(from: terminal, until: [UInt8(ascii: "\n"), controlC])
        tcsetattr(terminal, TCSAFLUSH, &shown)
        print("\n", to: terminal)
        guard typed.end != controlC else { throw OperatorError("Nothing was changed.") }
        return try text(of: typed.text)
    }

    private static func print(_ text: String, to terminal: Int32) {
        let bytes = Array(text.utf8)
        _ = write(terminal, bytes, bytes.count)
    }

    /// The text before one of the ends. It is read byte by byte, so that what follows is not consumed.
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
