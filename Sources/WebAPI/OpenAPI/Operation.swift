import HTTP
import Application
import Ledger
import Primitives
import JSON

/// The documentation of one route, in addition to what the route itself defines: method, path,
/// credentials and media types.
struct Operation: Sendable {
    enum Tag: String, CaseIterable, Sendable {
        case accounts = "Accounts"
        case invoices = "Invoices"
        case service = "Service"

        var description: String {
            switch self {
            case .accounts: "Create an account, get an access token, change the password, sign out everywhere."
            case .invoices: "The invoices of the access token's user; nobody can see another user's."
            case .service: "The service's health and description."
            }
        }
    }

    /// An example value.
    struct Example: Sendable {
        let name: String
        let summary: String
        let value: JSONValue

        init(_ name: String, _ summary: String, _ value: JSONValue) {
            self.name = name
            self.summary = summary
            self.value = value
        }
    }

    struct Body: Sendable {
        let schema: SchemaName
        /// The schema's name for `multipart/form-data`: generated clients distinguish bodies by their schemas' names.
        var multipart: SchemaName?
        let examples: [Example]

        func schema(of mediaType: String) -> SchemaName {
            mediaType.hasPrefix("multipart/") ? multipart ?? schema : schema
        }
    }

    /// Unique; generated clients name their functions after it.
    let id: String
    let tag: Tag
    /// A few words.
    let summary: String
    /// Markdown: when to use it.
    let description: String
    var parameters: [DocumentedParameter] = []
    var body: Body?
    /// The successful responses, one for each status.
    let answers: [SuccessAnswer]
    /// The problems in addition to those common to every route of its kind.
    var problems: [ProblemAnswer] = []
}

/// An endpoint of the API with its documentation.
protocol DocumentedEndpoint: APIEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation
}

/// The facts about this installation that the document contains.
struct DocumentFacts: Sendable {
    let version: String
    /// The day on which the document is built; example dates are near it.
    let today: CalendarDate
    /// The lifetime of an access token, in seconds.
    let tokenLifetime: Int
    let registrationIsOpen: Bool
    /// The site's public address, if it has exactly one.
    let address: String?
}
