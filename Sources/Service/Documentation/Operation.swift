import HTTP
import Invoicing
import JSON

/// What the API's document says of one route, beside what the route itself says: its method, path,
/// credentials and media types.
struct Operation: Sendable {
    enum Tag: String, CaseIterable, Sendable {
        case accounts = "Accounts"
        case invoices = "Invoices"
        case service = "Service"

        var description: String {
            switch self {
            case .accounts: "Make an account, get an access token, change the password, sign out everywhere."
            case .invoices: "The invoices of whoever sends the access token; nobody sees another's."
            case .service: "How the service is, and what it can do."
            }
        }
    }

    /// A value to try.
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
        /// The same as `multipart/form-data`: generated clients tell bodies apart by their schemas' names.
        var multipart: SchemaName?
        let examples: [Example]

        func schema(of mediaType: String) -> SchemaName {
            mediaType.hasPrefix("multipart/") ? multipart ?? schema : schema
        }
    }

    /// Unique; clients that are generated name their functions after it.
    let id: String
    let tag: Tag
    /// A few words.
    let summary: String
    /// Markdown: when to use it.
    let description: String
    var parameters: [DocumentedParameter] = []
    var body: Body?
    /// What is answered when all is well; there may be several statuses.
    let answers: [SuccessAnswer]
    /// What can go wrong beside what can with every route of its kind.
    var problems: [ProblemAnswer] = []
}

/// An endpoint of the API: it answers, and says what there is to say of it.
protocol DocumentedEndpoint: SendableMetatype {
    static func answer(_ call: Call) throws(ServiceError) -> Response
    static func operation(_ facts: DocumentFacts) -> Operation
}

/// What the document is to say of this very service.
struct DocumentFacts: Sendable {
    let version: String
    /// The day on which the document is made; examples of dates are near it.
    let today: CalendarDate
    /// How long an access token is valid, in seconds.
    let tokenLifetime: Int
    let registrationIsOpen: Bool
    /// The address that people know, when there is one.
    let address: String?
}
