import Glibc
import HTTP
import HTTPTypes

/// A CGI variable that the program uses (RFC 3875, section 4.1, and nginx's additions).
enum Parameter: Hashable, Sendable {
    case requestMethod, documentURI, scriptName, pathInfo, queryString
    case contentType, contentLength
    case requestID, remoteAddress, https
    /// A header field, which arrives as `HTTP_` followed by its name.
    case field(HTTPField.Name)
}

/// The names of all parameters that are read; others are ignored.
///
/// Most of a browser's header fields are not needed, so names are looked up as bytes, by their length first,
/// without creating a string.
struct ParameterTable: Sendable {
    struct Entry: Sendable {
        /// As the gateway spells it, such as `HTTP_IF_MATCH`.
        let name: String
        let parameter: Parameter
        fileprivate let bytes: [UInt8]

        fileprivate init(_ name: String, _ parameter: Parameter) {
            self.name = name
            self.parameter = parameter
            self.bytes = Array(name.utf8)
        }
    }

    static let standard = ParameterTable(fields: Request.knownFields)

    let entries: [Entry]
    private let byLength: [[Entry]]

    init(fields: [HTTPField.Name]) {
        let variables = [
            Entry("REQUEST_METHOD", .requestMethod), Entry("DOCUMENT_URI", .documentURI),
            Entry("SCRIPT_NAME", .scriptName), Entry("PATH_INFO", .pathInfo), Entry("QUERY_STRING", .queryString),
            Entry("CONTENT_TYPE", .contentType), Entry("CONTENT_LENGTH", .contentLength),
            Entry("REQUEST_ID", .requestID), Entry("REMOTE_ADDR", .remoteAddress), Entry("HTTPS", .https),
        ]
        // Content type and length arrive without `HTTP_`; the spelling with it is ignored.
        let others = fields.filter { $0 != .contentType && $0 != .contentLength }
        entries = variables + others.map { Entry(Self.variableName(of: $0), .field($0)) }
        let longest = entries.reduce(0) { max($0, $1.bytes.count) }
        var byLength = [[Entry]](repeating: [], count: longest + 1)
        for entry in entries {
            byLength[entry.bytes.count].append(entry)
        }
        self.byLength = byLength
    }

    func parameter(named name: UnsafeBufferPointer<UInt8>) -> Parameter? {
        guard let start = name.baseAddress, name.count < byLength.count else { return nil }
        return byLength[name.count].first { memcmp($0.bytes, start, name.count) == 0 }?.parameter
    }

    /// RFC 3875, section 4.1.18.
    private static func variableName(of field: HTTPField.Name) -> String {
        "HTTP_" + field.canonicalName.uppercased().replacing("-", with: "_")
    }
}
