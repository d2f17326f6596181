/// What the handler layer must be told; the wiring reads it from the configuration.
package struct ServiceSettings: Sendable {
    /// Whether anybody may make an account; otherwise only the administrator's command does.
    package var registrationIsOpen: Bool
    /// How long an access token is valid, in seconds.
    package var tokenLifetime: Int
    /// `https://invoices.example.com`, when the site is known by one name only: what forms must come from, what
    /// cookies are good for and what absolute links begin with. Otherwise it is each request's own.
    package var publicOrigin: String?
    /// The program's version, as `/health` shows it.
    package var version: String
    /// When the program was executed: RFC 3339 in UTC, with milliseconds.
    package var started: String

    package init(
        registrationIsOpen: Bool, tokenLifetime: Int, publicOrigin: String? = nil, version: String, started: String
    ) {
        self.registrationIsOpen = registrationIsOpen
        self.tokenLifetime = tokenLifetime
        self.publicOrigin = publicOrigin
        self.version = version
        self.started = started
    }

    /// Whether browsers come over TLS; nil when each request says so itself.
    var isPublicAddressSecure: Bool? { publicOrigin?.hasPrefix("https://") }
}
