import HTTP
import HTTPTypes
import JSON
import Ledger
import Primitives

/// The kind of body that a route requires.
package enum BodyKind: Sendable {
    /// No body; one that is sent is ignored.
    case none
    /// `application/json`.
    case json
    /// `application/json` or `application/merge-patch+json`.
    case patch
    /// A form, in either encoding.
    case form

    /// The accepted content types.
    package var mediaTypes: [String] {
        switch self {
        case .none: []
        case .json: ["application/json"]
        case .patch: ["application/json", "application/merge-patch+json"]
        case .form: ["application/x-www-form-urlencoded", "multipart/form-data"]
        }
    }
}

/// The body of a request, parsed as its route requires.
package enum RequestBody: Sendable {
    case none
    case json(JSONValue)
    case form(FormFields)

    /// Checks size (413), type (415) and syntax (400), in this order.
    package init(of request: Request, as kind: BodyKind) throws(RequestError) {
        let bytes: [UInt8]
        switch request.body {
        case .complete(let complete): bytes = complete
        case .tooLarge: throw .bodyTooLarge
        case .broken: throw .malformed("The body is shorter or longer than its Content-Length says.")
        }
        switch kind {
        case .none:
            self = .none
        case .json, .patch:
            self = try Self.json(bytes, of: request, types: kind.mediaTypes)
        case .form:
            guard !bytes.isEmpty else {
                self = .form(FormFields([]))
                return
            }
            self = .form(try Self.form(bytes, of: request, types: kind.mediaTypes))
        }
    }

    /// The query's parameters; 400 when the percent-encoding is invalid.
    package static func query(of request: Request) throws(RequestError) -> QueryString {
        do throws(QueryFault) {
            return try QueryString(parsing: request.query)
        } catch {
            throw .malformed("The query cannot be read: \(error.detail).")
        }
    }

    private static func form(
        _ bytes: [UInt8], of request: Request, types: [String]
    ) throws(RequestError) -> FormFields {
        let type = try mediaType(of: request, among: types)
        do throws(FormFault) {
            return try FormFields(parsing: bytes, type: type)
        } catch {
            switch error {
            case .unsupportedType: throw .unsupportedMediaType("A form is taken in UTF-8 only.")
            case .malformed(let detail): throw .malformed("The form cannot be read: \(detail).")
            case .file(let name): throw .refused(.invalid([Fault(.parameter(name), "must be text, not a file")]))
            case .tooManyFields:
                throw .refused(.invalid([Fault(.pointer(""), "has more than \(FormFields.mostPairs) fields")]))
            }
        }
    }

    private static func json(_ bytes: [UInt8], of request: Request, types: [String]) throws(RequestError) -> Self {
        if !bytes.isEmpty { _ = try mediaType(of: request, among: types) }
        do throws(JSONSyntaxError) {
            return .json(try JSONValue(parsing: bytes))
        } catch {
            throw .malformed("The body is not JSON: \(error.detail) (at byte \(error.offset)).")
        }
    }

    private static func mediaType(of request: Request, among types: [String]) throws(RequestError) -> MediaType {
        guard ["identity", nil].contains(request.headers[.contentEncoding]?.lowercased()) else {
            throw .unsupportedMediaType("This call takes a body without a Content-Encoding.")
        }
        let sent = request.headers[values: .contentType]
        guard sent.count == 1, let type = MediaType(parsing: sent[0]), types.contains(type.essence), type.isUTF8
        else {
            let known = types.joined(separator: " or ")
            throw .unsupportedMediaType("This call takes \(known)\(sent.isEmpty ? "; there was no Content-Type" : "").")
        }
        return type
    }
}
