import HTTPTypes
import JSON
import Web

/// Builds the document (OpenAPI 3.1) from the routes and their operations.
struct OpenAPIDocument {
    private static let scheme = "password"
    private static let token = JSONValue.members([(scheme, .array([]))])
    private let facts: DocumentFacts

    init(_ facts: DocumentFacts) {
        self.facts = facts
    }

    func json(of routes: [APIRoute]) -> JSONValue {
        let documented = routes.compactMap { route in route.operation.map { (route, $0(facts)) } }
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": [
                "title": "Invoices", "version": .string(facts.version), "summary": "Create and find invoices.",
                "description": .string(DocumentIntroduction.text(facts)),
            ],
            "tags": .array(
                Operation.Tag.allCases.map { ["name": .string($0.rawValue), "description": .string($0.description)] }),
            "paths": paths(documented),
            "components": [
                "schemas": .members(SchemaName.allCases.map { ($0.rawValue, $0.schema.json) }),
                "responses": problems(documented),
                "headers": .members(DocumentedHeader.allCases.map { ($0.rawValue, $0.json) }),
                "securitySchemes": .members([(Self.scheme, securityScheme)]),
            ],
        ]
        // Without it, paths are relative to the URL of the document.
        return document.with([("servers", facts.address.map { [["url": .string($0)]] })])
    }

    private func paths(_ documented: [(APIRoute, Operation)]) -> JSONValue {
        var paths: [(name: String, value: JSONValue?)] = []
        for (route, operation) in documented {
            let entry: (name: String, value: JSONValue?) =
                (route.method.rawValue.lowercased(), json(of: operation, at: route))
            if let index = paths.firstIndex(where: { $0.name == route.path }) {
                paths[index].value = paths[index].value?.with([entry])
            } else {
                paths.append((route.path, .members([entry])))
            }
        }
        return .members(paths)
    }

    private func json(of operation: Operation, at route: APIRoute) -> JSONValue {
        .members([
            ("tags", [.string(operation.tag.rawValue)]),
            ("summary", .string(operation.summary)),
            ("description", .string(operation.description)),
            ("operationId", .string(operation.id)),
            ("parameters", operation.parameters.isEmpty ? nil : .array(operation.parameters.map(\.json))),
            ("requestBody", operation.body.map { requestBody($0, at: route) }),
            ("responses", responses(of: operation, at: route)),
            ("security", .array(route.access == .bearer ? [Self.token] : [])),
        ])
    }

    private func requestBody(_ body: Operation.Body, at route: APIRoute) -> JSONValue {
        let examples = Operation.Example.json(of: body.examples)
        let content = route.body.mediaTypes.map { type in
            let schema = Schema.reference(to: body.schema(of: type)).json
            return (name: type, value: JSONValue?.some(.members([("schema", schema), ("examples", examples)])))
        }
        return ["required": true, "content": .members(content)]
    }

    /// Sorted by status code.
    private func responses(of operation: Operation, at route: APIRoute) -> JSONValue {
        let all =
            operation.answers.map { ($0.status.code, $0.json) }
            + Self.problems(of: operation, at: route).map { ($0.status.code, $0.reference) }
        return .members(all.sorted { $0.0 < $1.0 }.map { (String($0.0), $0.1) })
    }

    private static func problems(of operation: Operation, at route: APIRoute) -> [ProblemAnswer] {
        ProblemAnswer.all(of: route) + operation.problems
    }

    private func problems(_ documented: [(APIRoute, Operation)]) -> JSONValue {
        var problems: [String: JSONValue] = [:]
        for (route, operation) in documented {
            for problem in Self.problems(of: operation, at: route) { problems[problem.name] = problem.json }
        }
        return .members(problems.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private var securityScheme: JSONValue {
        [
            "type": "oauth2",
            "description": "Exchanges a user name or e-mail address and its password for an access token.",
            "flows": ["password": ["tokenUrl": .string(Login.path), "scopes": [:]]],
        ]
    }
}
