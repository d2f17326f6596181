import HTTP
import HTTPTypes
import Invoicing
import JSON

/// An answer that says what went wrong. Its examples are made by the code that makes the answers.
struct ProblemAnswer: Sendable {
    /// Its name in the document.
    let name: String
    let description: String
    var schema = SchemaName.problem
    /// The path of the examples' request.
    var path = InvoiceList.path
    /// All of one status; at least one.
    let errors: [(name: String, error: ServiceError)]

    var status: HTTPResponse.Status {
        guard let first = errors.first else { preconditionFailure("a problem without an example: \(name)") }
        return ErrorAnswer.status(of: first.error)
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

    private func example(of error: ServiceError) -> JSONValue {
        let request = Request(method: .get, path: path, id: "1f0c2e9a7b64d853")
        let bytes = ErrorAnswer.problem(for: error, of: request).write()
        guard let document = try? JSONValue(parsing: bytes) else { preconditionFailure("our own JSON is none") }
        return document
    }
}

/// The problems that more than one operation has.
extension ProblemAnswer {
    /// What can go wrong with every route of this kind.
    static func all(of route: Route) -> [ProblemAnswer] {
        var problems: [ProblemAnswer] = [.malformed, .failed, .unavailable]
        switch route.access {
        case .anyone, .visitor, .registrant, .session, .loopback: break
        case .registration: problems.append(.registrationClosed)
        case .bearer: problems.append(.unauthorized)
        }
        if route.body != .none { problems += [.bodyTooLarge, .unsupportedMediaType] }
        if route.path.contains("{id}") { problems.append(.noInvoice) }
        return problems
    }

    static let malformed = ProblemAnswer(
        name: "Malformed", description: "The request is not what it says it is: broken JSON, percent-encoding, length.",
        errors: [
            ("json", .malformed("The body is not JSON: A comma or the end of the object is missing (at byte 27).")),
            ("query", .malformed("The query cannot be read: it has a percent sign that encodes nothing.")),
        ])
    static let unauthorized = ProblemAnswer(
        name: "Unauthorized", description: "There is no access token, or none that is valid.",
        errors: [("token", .unauthorized("The access token is not valid, or no longer. Sign in again."))])
    static let registrationClosed = ProblemAnswer(
        name: "RegistrationClosed", description: "Only the administrator makes accounts here.",
        errors: [("closed", .registrationIsClosed)])
    static let noInvoice = ProblemAnswer(
        name: "NoInvoice", description: "There is no such invoice, or it is another user's: one cannot tell.",
        errors: [("absent", .noInvoice)])
    static let preconditionFailed = ProblemAnswer(
        name: "PreconditionFailed",
        description: "The invoice is in another state than `If-Match` names, or in the one that `If-None-Match` does.",
        errors: [("changed", .preconditionFailed)])
    static let bodyTooLarge = ProblemAnswer(
        name: "BodyTooLarge", description: "The body is longer than this service takes.",
        errors: [("long", .bodyTooLarge)])
    static let unsupportedMediaType = ProblemAnswer(
        name: "UnsupportedMediaType", description: "The body is of another type than this call takes, or of none.",
        errors: [("type", .unsupportedMediaType("This call takes application/json; there was no Content-Type."))])
    static let tooManyRequests = ProblemAnswer(
        name: "TooManyRequests", description: "Too many attempts; wait as long as `Retry-After` says.",
        errors: [("often", .tooManyRequests(retryAfter: 10))])
    static let failed = ProblemAnswer(
        name: "Failed", description: "A fault of the service. Nothing was changed.", errors: [("fault", .failed)])
    static let unavailable = ProblemAnswer(
        name: "Unavailable", description: "The service is busy or its database cannot be reached; try again.",
        errors: [("busy", .unavailable("The database is busy. Try again in a moment.", retryAfter: 1))])
    static let diskFull = ProblemAnswer(
        name: "InsufficientStorage", description: "The disk is full; nothing was stored.",
        errors: [("full", .insufficientStorage)])
    /// No parameters at all are taken.
    static let unknownParameter = ProblemAnswer(
        name: "UnknownParameter", description: "This call takes no parameters of the query.",
        errors: [("parameter", .invalid([Fault(.parameter("page"), "is not a parameter of this call")]))])
}
