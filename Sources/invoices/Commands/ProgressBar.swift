import Glibc

/// A progress bar on one line of the terminal, which is overwritten each time.
struct ProgressBar {
    private static let width = 40

    private let total: Int
    private let label: String

    /// `total` is at least 1.
    init(_ label: String, of total: Int) {
        self.label = label
        self.total = total
    }

    /// The line without the carriage return at its beginning: `Invoices [####    ]  50 %  5 of 10`.
    func text(at done: Int) -> String {
        let filled = done * Self.width / total
        let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: Self.width - filled)
        let percent = String(done * 100 / total)
        let blanks = String(repeating: " ", count: max(0, 3 - percent.count))
        return "\(label) [\(bar)] \(blanks)\(percent) %  \(done) of \(total)"
    }

    /// Shows it on standard error, if that is a terminal. The line ends when all is done.
    func show(_ done: Int) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let line = Array("\r\(text(at: done))\(done == total ? "\n" : "")".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
