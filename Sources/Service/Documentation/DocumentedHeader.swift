import HTTPTypes
import JSON

/// A header field of answers.
enum DocumentedHeader: String, CaseIterable, Sendable {
    case requestID = "X-Request-Id"
    case entityTag = "ETag"
    case location = "Location"
    case cacheControl = "Cache-Control"
    case link = "Link"
    case totalCount = "X-Total-Count"
    case preferenceApplied = "Preference-Applied"
    case idempotencyReplayed = "Idempotency-Replayed"
    case retryAfter = "Retry-After"
    case authenticate = "WWW-Authenticate"

    var json: JSONValue {
        let (description, schema, isAlways) = meaning
        return ["description": .string(description), "required": .bool(isAlways), "schema": schema.json]
    }

    /// What it says, its form, and whether an answer that names it here always has it.
    private var meaning: (String, Schema, isAlways: Bool) {
        switch self {
        case .requestID:
            ("The request's name in the log; tell it to the administrator.", Schema.string(1...64), true)
        case .entityTag:
            (
                "The state of what is answered; for `If-Match` and `If-None-Match`.",
                Schema.type("string").pattern("^\"[!#-~]+\"$").example("\"1a\""), true
            )
        case .location:
            ("Where that which was made can be read.", Schema.type("string").format("uri-reference"), true)
        case .cacheControl: ("Who may keep the answer, and how long.", Schema.type("string"), true)
        case .link:
            (
                "`<…>; rel=\"next\"`: where the next page is (RFC 8288). Absent on the last page.",
                Schema.type("string").example("</api/v1/invoices?limit=2&cursor=…>; rel=\"next\""), false
            )
        case .totalCount:
            ("How many invoices match in all; with `Prefer: count=exact`.", Schema.integer(0...Int.max), false)
        case .preferenceApplied:
            ("`count=exact` when that was preferred (RFC 7240).", Schema.oneOf(["count=exact"]), false)
        case .idempotencyReplayed:
            ("There when this is the first answer given again.", Schema.oneOf(["true"]), false)
        case .retryAfter: ("In so many seconds again.", Schema.integer(0...Int.max), true)
        case .authenticate: ("How to sign in.", Schema.oneOf(["Bearer"]), true)
        }
    }

    /// References to the document's headers, by their names.
    static func references(to headers: [DocumentedHeader]) -> JSONValue {
        .members(
            headers.map { header in
                (header.rawValue, ["$ref": .string("#/components/headers/\(header.rawValue)")])
            })
    }
}
