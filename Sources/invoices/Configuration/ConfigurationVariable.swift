/// All variables that the program reads, from its environment or from the file that ``file`` names.
/// `deploy/invoices.env.example` describes each.
enum ConfigurationVariable: String, CaseIterable {
    case file = "INVOICES_CONFIG"
    case data = "INVOICES_DATA"
    case database = "INVOICES_DATABASE"
    case secret = "INVOICES_SECRET"
    case secretFile = "INVOICES_SECRET_FILE"
    case previousSecret = "INVOICES_SECRET_PREVIOUS"
    case previousSecretFile = "INVOICES_SECRET_PREVIOUS_FILE"
    case listen = "INVOICES_LISTEN"
    case workers = "INVOICES_WORKERS"
    case hashingThreads = "INVOICES_HASHING_THREADS"
    case hashingQueue = "INVOICES_HASHING_QUEUE"
    case bcryptCost = "INVOICES_BCRYPT_COST"
    case tokenMinutes = "INVOICES_TOKEN_MINUTES"
    case registration = "INVOICES_REGISTRATION"
    case logLevel = "INVOICES_LOG_LEVEL"
    case bodyLimit = "INVOICES_BODY_LIMIT"
    case publicURL = "INVOICES_PUBLIC_URL"
    case templates = "INVOICES_TEMPLATES"
    case certificate = "INVOICES_CERTIFICATE"

    static let prefix = "INVOICES_"

    /// Names with the prefix that are not read by this program, but by `deploy/run` and the build.
    static let others: Set<String> = ["INVOICES_PORT", "INVOICES_TLS_PORT", "INVOICES_STRICT"]

    /// Whether its value must never be displayed.
    var isSecret: Bool {
        self == .secret || self == .previousSecret
    }

    static func isSecret(_ name: String) -> Bool {
        Self(rawValue: name)?.isSecret ?? false
    }
}
