import HTTPTypes
import JSON

/// Why a request failed, for programs and people (RFC 9457: problem details).
package struct ProblemDocument: Equatable, Sendable {
    package static let mediaType = "application/problem+json"

    /// One fault of the request, and its place.
    package struct Entry: Equatable, Sendable {
        /// The part of the request at fault; the raw value is the name of the member that holds the place.
        package enum Part: String, Sendable {
            /// The body, by a JSON Pointer (RFC 6901).
            case pointer
            /// The query or a form, by a parameter's name.
            case parameter
            /// The header, by a field's name.
            case header
        }

        package let part: Part
        package let place: String
        package let detail: String

        package init(_ part: Part, _ place: String, detail: String) {
            self.part = part
            self.place = place
            self.detail = detail
        }
    }

    /// An extension member (RFC 9457, 3.2).
    package struct Extension: Equatable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// `about:blank` means that the status tells everything a program needs.
    package var type = "about:blank"
    package var status: HTTPResponse.Status
    package var title: String
    /// One actionable sentence.
    package var detail: String
    package var requestID: String
    /// Omitted when empty.
    package var errors: [Entry]
    package var extensions: [Extension] = []

    /// The title is the status's reason phrase, as RFC 9457, 4.2.1 recommends for `about:blank`.
    package init(_ status: HTTPResponse.Status, detail: String, requestID: String, errors: [Entry] = []) {
        self.status = status
        title = status.reasonPhrase
        self.detail = detail
        self.requestID = requestID
        self.errors = errors
    }

    /// The document as JSON.
    package func write() -> [UInt8] {
        var writer = JSONWriter(reserving: 256 + 128 * errors.count)
        writer.object { problem in
            problem.string("type", type)
            problem.string("title", title)
            problem.integer("status", Int64(status.code))
            problem.string("detail", detail)
            problem.string("request_id", requestID)
            if !errors.isEmpty {
                problem.name("errors")
                problem.array { list in
                    for error in errors {
                        list.object { entry in
                            entry.string(error.part.rawValue, error.place)
                            entry.string("detail", error.detail)
                        }
                    }
                }
            }
            for member in extensions {
                problem.name(member.name)
                problem.value(member.value)
            }
        }
        return writer.bytes
    }
}
