import HTTP
import HTTPTypes
import JSON

/// A successful response.
struct SuccessAnswer: Sendable {
    enum Content: Sendable {
        case none
        case json(Schema, [Operation.Example])
    }

    let status: HTTPResponse.Status
    let description: String
    var headers: [DocumentedHeader] = []
    var content = Content.none
    var links: [OperationLink] = []

    init(
        _ status: HTTPResponse.Status, _ description: String, headers: [DocumentedHeader] = [],
        content: Content = .none, links: [OperationLink] = []
    ) {
        self.status = status
        self.description = description
        self.headers = headers
        self.content = content
        self.links = links
    }

    var json: JSONValue {
        .members([
            ("description", .string(description)),
            ("headers", DocumentedHeader.references(to: headers + [.requestID])),
            ("content", body),
            ("links", links.isEmpty ? nil : .members(links.map { ($0.operation, $0.json) })),
        ])
    }

    private var body: JSONValue? {
        guard case .json(let schema, let examples) = content else { return nil }
        return .members([
            (
                JSONAnswer.mediaType,
                .members([("schema", schema.json), ("examples", Operation.Example.json(of: examples))])
            )
        ])
    }
}

/// A link from a response to an operation that takes one of its values.
struct OperationLink: Sendable {
    let operation: String
    let description: String
    /// The operation's parameter, and the member of the response that supplies its value.
    let parameter: String
    let member: String

    fileprivate var json: JSONValue {
        [
            "operationId": .string(operation),
            "description": .string(description),
            "parameters": .members([(parameter, .string("$response.body#/\(member)"))]),
        ]
    }
}

extension Operation.Example {
    /// The examples by name; nil when there are none.
    static func json(of examples: [Operation.Example]) -> JSONValue? {
        guard !examples.isEmpty else { return nil }
        return .members(examples.map { ($0.name, ["summary": .string($0.summary), "value": $0.value]) })
    }
}
