import HTTP
import JSON

/// What is answered beside invoices and accounts.
enum ServiceSchemas {
    static let health = Schema.object(
        [
            ("status", .openEnumeration(["ok"])),
            ("database", .openEnumeration(["ok"])),
            ("version", .type("string")),
            ("started", .type("string").format("date-time").described("When this program was started.")),
        ], required: ["status", "database", "version", "started"])

    static let problem = Schema.object(problemMembers, required: requiredOfProblem)
        .described("What went wrong (RFC 9457).")

    static let oauthProblem = Schema.object(
        problemMembers + [
            ("error", .openEnumeration(["invalid_grant", "invalid_request", "unsupported_grant_type"])),
            ("error_description", .type("string")),
        ], required: requiredOfProblem + ["error", "error_description"]
    ).described("What went wrong, with OAuth 2's own code (RFC 6749, 5.2).")

    static let fault = Schema.object(
        [
            (part(.pointer), .type("string").described("Where in the body: a JSON Pointer (RFC 6901).")),
            (part(.parameter), .type("string").described("Which parameter of the query or the form.")),
            (part(.header), .type("string").described("Which header field.")),
            ("detail", .type("string")),
        ], required: ["detail"]
    ).described("One fault of the request, and where it is: one of `pointer`, `parameter` and `header` is there.")

    private static let requiredOfProblem = ["type", "title", "status", "detail", "request_id"]

    private static let problemMembers: [(name: String, schema: Schema)] = [
        ("type", .type("string").format("uri-reference")),
        ("title", .type("string")),
        ("status", .integer(400...599)),
        ("detail", .type("string").described("One sentence that a person can act on.")),
        ("request_id", .type("string").described("Finds the request in the log.")),
        ("errors", .array(of: .reference(to: .fault)).described("Every fault there is, where the request has any.")),
    ]

    private static func part(_ part: ProblemDocument.Entry.Part) -> String { part.rawValue }
}
