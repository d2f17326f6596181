import HTTPTypes
import JSON

/// A header field of responses.
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
        let (description, schema, isRequired) = meaning
        return ["description": .string(description), "required": .bool(isRequired), "schema": schema.json]
    }

    /// The field's meaning, its schema, and whether a response that lists it always contains it.
    private var meaning: (String, Schema, isRequired: Bool) {
        switch self {
        case .requestID:
            ("Identifies the request in the log; give it to the administrator.", Schema.string(1...64), true)
        case .entityTag:
            (
                "The state of the resource; for `If-Match` and `If-None-Match`.",
                Schema.type("string").pattern("^\"[!#-~]+\"$").example("\"1a\""), true
            )
        case .location:
            ("The URL of the created resource.", Schema.type("string").format("uri-reference"), true)
        case .cacheControl: ("Who may cache the response, and how long.", Schema.type("string"), true)
        case .link:
            (
                "`<…>; rel=\"next\"`: the URL of the next page (RFC 8288). Absent on the last page.",
                Schema.type("string").example("</api/v1/invoices?limit=2&cursor=…>; rel=\"next\""), false
            )
        case .totalCount:
            ("The total number of matches; only with `Prefer: count=exact`.", Schema.integer(0...Int.max), false)
        case .preferenceApplied:
            ("`count=exact` if it was requested (RFC 7240).", Schema.oneOf(["count=exact"]), false)
        case .idempotencyReplayed:
            ("Present when this is a replay of the first response.", Schema.oneOf(["true"]), false)
        case .retryAfter: ("The number of seconds to wait before the next attempt.", Schema.integer(0...Int.max), true)
        case .authenticate: ("The authentication scheme.", Schema.oneOf(["Bearer"]), true)
        }
    }

    /// References to the document's headers, by name.
    static func references(to headers: [DocumentedHeader]) -> JSONValue {
        .members(
            headers.map { header in
                (header.rawValue, ["$ref": .string("#/components/headers/\(header.rawValue)")])
            })
    }
}
