import JSON

/// A parameter of the path, the query or the header of a request.
struct DocumentedParameter: Sendable {
    enum Location: String, Sendable {
        case path, query, header
    }

    let name: String
    let location: Location
    let description: String
    let schema: Schema
    /// Whether several values may be given, as `name=a&name=b`.
    var isRepeatable = false
    var isRequired = false
    var examples: [Operation.Example] = []

    var json: JSONValue {
        .members([
            ("name", .string(name)),
            ("in", .string(location.rawValue)),
            ("description", .string(description)),
            ("required", isRequired ? true : nil),
            // An empty value counts as absent.
            ("allowEmptyValue", location == .query && !isRequired ? true : nil),
            ("style", isRepeatable ? "form" : nil),
            ("explode", isRepeatable ? true : nil),
            ("schema", schema.json),
            ("examples", Operation.Example.json(of: examples)),
        ])
    }
}

/// The parameters shared by several operations.
extension DocumentedParameter {
    static let id = DocumentedParameter(
        name: "id", location: .path, description: "The invoice's id.", schema: .integer(1...Int.max), isRequired: true,
        examples: [.init("first", "The first invoice", 1)])

    static let ifMatch = DocumentedParameter(
        name: "If-Match", location: .header,
        description: """
            The `ETag` of the state that the change applies to; 412 when the invoice has changed meanwhile. `*` \
            matches any state. Without the field, the change is always made.
            """,
        schema: .type("string"))

    static let ifMatchOfReading = DocumentedParameter(
        name: "If-Match", location: .header,
        description: "The `ETag` of the required state; 412 when the invoice has changed meanwhile.",
        schema: .type("string"))

    static let ifNoneMatchOfChange = DocumentedParameter(
        name: "If-None-Match", location: .header,
        description: "The `ETag` of a state that must not be changed; 412 when the invoice is in it.",
        schema: .type("string"))

    static let ifNoneMatch = DocumentedParameter(
        name: "If-None-Match", location: .header,
        description: "An `ETag` of an earlier response; 304 without a body while it is still current.",
        schema: .type("string"))
}
