import Glibc

/// Asks whoever sits at the terminal; where nobody does, nothing is asked.
struct Questions {
    let isAnybodyThere = isatty(STDIN_FILENO) == 1

    /// The line that was typed, without blanks around it; nil when it is empty, or when nobody is there.
    func line(_ question: String) -> String? {
        guard isAnybodyThere else { return nil }
        print("\(question) ", terminator: "")
        fflush(nil)
        let typed = readLine()?.drop { $0 == " " }
        guard let end = typed?.lastIndex(where: { $0 != " " }) else { return nil }
        return typed.map { String($0[...end]) }
    }

    /// Whether the answer was yes; anything else, and no answer, is no.
    func agrees(_ question: String) -> Bool {
        ["y", "yes"].contains(line("\(question) [y/N]")?.lowercased())
    }
}
