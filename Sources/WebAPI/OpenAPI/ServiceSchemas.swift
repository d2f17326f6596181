import HTTP
import JSON

/// Schemas other than those of invoices and accounts.
enum ServiceSchemas {
    static let health = Schema.object(
        [
            ("status", .openEnumeration(["ok"])),
            ("database", .openEnumeration(["ok"])),
            ("version", .type("string")),
            ("started", .type("string").format("date-time").described("When the program was started.")),
        ], required: ["status", "database", "version", "started"])

    static let problem = Schema.object(problemMembers, required: requiredOfProblem)
        .described("Problem details (RFC 9457).")

    static let oauthProblem = Schema.object(
        problemMembers + [
            ("error", .openEnumeration(["invalid_grant", "invalid_request", "unsupported_grant_type"])),
            ("error_description", .type("string")),
        ], required: requiredOfProblem + ["error", "error_description"]
    ).described("Problem details with OAuth 2's error code (RFC 6749, 5.2).")

    static let fault = Schema.object(
        [
            (part(.pointer), .type("string").described("The place in the body: a JSON Pointer (RFC 6901).")),
            (part(.parameter), .type("string").described("The name of the query or form parameter.")),
            (part(.header), .type("string").described("The name of the header field.")),
            ("detail", .type("string")),
        ], required: ["detail"]
    ).described("One fault of the request, and its place: one of `pointer`, `parameter` and `header` is present.")

    private static let requiredOfProblem = ["type", "title", "status", "detail", "request_id"]

    private static let problemMembers: [(name: String, schema: Schema)] = [
        ("type", .type("string").format("uri-reference")),
        ("title", .type("string")),
        ("status", .integer(400...599)),
        ("detail", .type("string").described("One actionable sentence.")),
        ("request_id", .type("string").described("Finds the request in the log.")),
        ("errors", .array(of: .reference(to: .fault)).described("All faults of the request, if there are any.")),
    ]

    private static func part(_ part: ProblemDocument.Entry.Part) -> String { part.rawValue }
}
