import Glibc

/// Asks questions at the terminal; without one, nothing is asked.
package struct TerminalPrompt {
    private let isInteractive = isatty(STDIN_FILENO) == 1

    package init() {}

    /// The answer without leading and trailing spaces; nil when it is empty, or when there is no terminal.
    package func line(_ question: String) -> String? {
        guard isInteractive else { return nil }
        print("\(question) ", terminator: "")
        fflush(nil)
        let typed = readLine()?.drop { $0 == " " }
        guard let end = typed?.lastIndex(where: { $0 != " " }) else { return nil }
        return typed.map { String($0[...end]) }
    }

    /// Whether the answer was yes; any other answer, and none, counts as no.
    package func confirms(_ question: String) -> Bool {
        ["y", "yes"].contains(line("\(question) [y/N]")?.lowercased())
    }
}
