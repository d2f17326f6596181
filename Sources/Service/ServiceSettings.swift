/// What the handler layer must be told; the wiring reads it from the configuration.
package struct ServiceSettings: Sendable {
    /// Whether anybody may make an account; otherwise only the administrator's command does.
    package var registrationIsOpen: Bool
    /// The program's version, as `/health` shows it.
    package var version: String
    /// When the program was executed: RFC 3339 in UTC, with milliseconds.
    package var started: String

    package init(registrationIsOpen: Bool, version: String, started: String) {
        self.registrationIsOpen = registrationIsOpen
        self.version = version
        self.started = started
    }
}
