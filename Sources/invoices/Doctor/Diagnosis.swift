/// What an examination found: what is wrong and what to do about it, or that all is well.
struct Diagnosis: Equatable {
    /// Also the exit status of who found nothing worse.
    enum Level: Int32, Comparable {
        case ok, warn, fail

        static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    let level: Level
    /// A word: what was looked at.
    let subject: String
    let text: String

    static func ok(_ subject: String, _ text: String) -> Diagnosis {
        Diagnosis(level: .ok, subject: subject, text: text)
    }

    static func warn(_ subject: String, _ text: String) -> Diagnosis {
        Diagnosis(level: .warn, subject: subject, text: text)
    }

    static func fail(_ subject: String, _ text: String) -> Diagnosis {
        Diagnosis(level: .fail, subject: subject, text: text)
    }

    /// `warn  backup       The last one is 5 days old: …`
    var line: String {
        "\(Self.padded("\(level)", to: 6))\(Self.padded(subject, to: 15))\(text)"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
