import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON
import Web

/// An error response. Its examples are produced by the code that produces the real responses.
struct ProblemAnswer: Sendable {
    /// Its name in the document.
    let name: String
    let description: String
    var schema = SchemaName.problem
    /// The path of the examples' request.
    var path = InvoiceList.path
    /// At least one; all with the same status.
    let errors: [(name: String, error: RequestError)]

    init(
        name: String, description: String, schema: SchemaName = .problem, path: String = InvoiceList.path,
        errors: [(name: String, error: RequestError)]
    ) {
        self.name = name
        self.description = description
        self.schema = schema
        self.path = path
        self.errors = errors
    }

    /// A problem whose examples are errors of use cases.
    init(
        name: String, description: String, schema: SchemaName = .problem, path: String = InvoiceList.path,
        refusals: [(name: String, error: DomainError)]
    ) {
        self.init(
            name: name, description: description, schema: schema, path: path,
            errors: refusals.map { ($0.name, .refused($0.error)) })
    }

    var status: HTTPResponse.Status {
        guard let first = errors.first else { preconditionFailure("a problem without an example: \(name)") }
        return first.error.status
    }

    var reference: JSONValue { ["$ref": .string("#/components/responses/\(name)")] }

    var json: JSONValue {
        [
            "description": .string(description),
            "headers": DocumentedHeader.references(to: headers + [.requestID]),
            "content": .members([
                (
                    ProblemDocument.mediaType,
                    .members([
                        ("schema", Schema.reference(to: schema).json),
                        ("examples", .members(errors.map { ($0.name, ["value": example(of: $0.error)]) })),
                    ])
                )
            ]),
        ]
    }

    private var headers: [DocumentedHeader] {
        switch status {
        case .unauthorized: [.authenticate]
        case .tooManyRequests, .serviceUnavailable: [.retryAfter]
        default: []
        }
    }

    private func example(of error: RequestError) -> JSONValue {
        let request = Request(method: .get, path: path, id: "1f0c2e9a7b64d853")
        let bytes = Problems.document(for: error, of: request).write()
        guard let document = try? JSONValue(parsing: bytes) else { preconditionFailure("invalid JSON was written") }
        return document
    }
}

/// The problems shared by several operations.
extension ProblemAnswer {
    /// The problems common to every route of this kind.
    static func all(of route: APIRoute) -> [ProblemAnswer] {
        var problems: [ProblemAnswer] = [.malformed, .failed, .unavailable]
        switch route.access {
        case .anyone, .loopback: break
        case .registration: problems.append(.registrationClosed)
        case .bearer: problems.append(.unauthorized)
        }
        if route.body != .none { problems += [.bodyTooLarge, .unsupportedMediaType] }
        if route.path.contains("{id}") { problems.append(.noInvoice) }
        return problems
    }

    static let malformed = ProblemAnswer(
        name: "Malformed", description: "The request is malformed: invalid JSON, percent-encoding or length.",
        errors: [
            ("json", .malformed("The body is not JSON: A comma or the end of the object is missing (at byte 27).")),
            ("query", .malformed("The query cannot be read: A % is not followed by two hexadecimal digits.")),
        ])
    static let unauthorized = ProblemAnswer(
        name: "Unauthorized", description: "The access token is missing or invalid.",
        refusals: [("token", .unauthorized("The access token is not valid, or no longer. Sign in again."))])
    static let registrationClosed = ProblemAnswer(
        name: "RegistrationClosed", description: "Only the administrator creates accounts here.",
        refusals: [("closed", .registrationIsClosed)])
    static let noInvoice = ProblemAnswer(
        name: "NoInvoice", description: "There is no such invoice, or it is another user's; which one is not told.",
        refusals: [("absent", .noInvoice)])
    static let preconditionFailed = ProblemAnswer(
        name: "PreconditionFailed",
        description: "The invoice is not in the state named by `If-Match`, or is in the one named by `If-None-Match`.",
        refusals: [("changed", .preconditionFailed)])
    static let bodyTooLarge = ProblemAnswer(
        name: "BodyTooLarge", description: "The body exceeds the size limit.",
        errors: [("long", .bodyTooLarge)])
    static let unsupportedMediaType = ProblemAnswer(
        name: "UnsupportedMediaType", description: "The body's type is missing or not accepted by this call.",
        errors: [("type", .unsupportedMediaType("This call takes application/json; there was no Content-Type."))])
    static let tooManyRequests = ProblemAnswer(
        name: "TooManyRequests", description: "Too many attempts; wait for the time in `Retry-After`.",
        refusals: [("often", .tooManyRequests(retryAfter: 10))])
    static let failed = ProblemAnswer(
        name: "Failed", description: "An internal error. Nothing was changed.", refusals: [("fault", .failed)])
    static let unavailable = ProblemAnswer(
        name: "Unavailable", description: "The service is busy or its database cannot be reached; try again.",
        refusals: [("busy", .unavailable("The database is busy. Try again in a moment.", retryAfter: 1))])
    static let diskFull = ProblemAnswer(
        name: "InsufficientStorage", description: "The disk is full; nothing was stored.",
        refusals: [("full", .insufficientStorage)])
    /// The operation accepts no query parameters.
    static let unknownParameter = ProblemAnswer(
        name: "UnknownParameter", description: "This call accepts no query parameters.",
        refusals: [("parameter", .invalid([Fault(.parameter("page"), "is not a parameter of this call")]))])
}
