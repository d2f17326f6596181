/// The result of an examination: what is wrong and what to do about it, or that there is no problem.
package struct Diagnosis: Equatable, Sendable {
    /// The raw value of the worst level is the exit status of `doctor`.
    package enum Level: Int32, Comparable, Sendable {
        case ok, warn, fail

        package static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    package let level: Level
    /// One word: what was examined.
    package let subject: String
    package let text: String

    package static func ok(_ subject: String, _ text: String) -> Diagnosis {
        Diagnosis(level: .ok, subject: subject, text: text)
    }

    package static func warn(_ subject: String, _ text: String) -> Diagnosis {
        Diagnosis(level: .warn, subject: subject, text: text)
    }

    package static func fail(_ subject: String, _ text: String) -> Diagnosis {
        Diagnosis(level: .fail, subject: subject, text: text)
    }

    /// `warn  backup         The last backup …`
    package var line: String {
        "\(Self.padded("\(level)", to: 6))\(Self.padded(subject, to: 15))\(text)"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
