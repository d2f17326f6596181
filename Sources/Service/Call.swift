import Accounts
import HTTP
import HTTPTypes
import Invoicing
import JSON

/// A request that passed the checks of its route, with what they found.
struct Call {
    let request: Request
    let service: Service
    /// The path's `{id}`, as it was sent; empty where the route has none.
    var id: Substring
    /// Who asks; there on every route that wants credentials.
    var user: User?
    /// Whose browser asks; there on every page.
    var visitor: Visitor?
    let query: QueryString
    var body: RequestBody

    /// Who asks, on which books.
    var actor: Actor {
        get throws(ServiceError) {
            guard let user else { throw .failed }
            return user.actor
        }
    }

    var now: Timestamp { service.clock.now() }

    /// The path's `{id}` as an invoice's id: a positive 64-bit integer in plain decimal digits.
    var invoiceID: Int64 {
        get throws(ServiceError) {
            guard id.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = Int64(id), number > 0 else {
                throw ServiceError.noInvoice
            }
            return number
        }
    }
}

extension ServiceError {
    /// The invoice is absent or another user's: one cannot tell.
    static let noInvoice = ServiceError.notFound("There is no such invoice.")
}

/// The body of a request, read as its route wants it.
enum RequestBody {
    case none
    case json(JSONValue)
    case form(FormFields)

    /// Checks size (413), type (415) and syntax (400), in this order.
    init(of request: Request, as kind: Route.Body) throws(ServiceError) {
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

    /// The query's pairs; 400 when the percent-encoding is broken.
    static func query(of request: Request) throws(ServiceError) -> QueryString {
        do throws(QueryFault) {
            return try QueryString(parsing: request.query)
        } catch {
            throw .malformed("The query cannot be read: \(error.detail).")
        }
    }

    private static func form(
        _ bytes: [UInt8], of request: Request, types: [String]
    ) throws(ServiceError) -> FormFields {
        let type = try mediaType(of: request, among: types)
        do throws(FormFault) {
            return try FormFields(parsing: bytes, type: type)
        } catch {
            switch error {
            case .unsupportedType: throw .unsupportedMediaType("A form is taken in UTF-8 only.")
            case .malformed(let detail): throw .malformed("The form cannot be read: \(detail).")
            case .file(let name): throw .invalid([Fault(.parameter(name), "must be text, not a file")])
            case .tooManyFields:
                throw .invalid([Fault(.pointer(""), "has more than \(FormFields.mostPairs) fields")])
            }
        }
    }

    private static func json(_ bytes: [UInt8], of request: Request, types: [String]) throws(ServiceError) -> Self {
        if !bytes.isEmpty { _ = try mediaType(of: request, among: types) }
        do throws(JSONSyntaxError) {
            return .json(try JSONValue(parsing: bytes))
        } catch {
            throw .malformed("The body is not JSON: \(error.detail) (at byte \(error.offset)).")
        }
    }

    private static func mediaType(of request: Request, among types: [String]) throws(ServiceError) -> MediaType {
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
