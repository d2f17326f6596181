import HTTPTypes
import JSON

/// A response in serialised form, to be replayed later: its status, some of its header fields, and its whole body.
package struct StoredResponse: Equatable, Sendable {
    package let status: Int
    package let fields: [(name: HTTPField.Name, value: String)]
    package let body: [UInt8]

    package init(status: Int, fields: [(name: HTTPField.Name, value: String)], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package static func == (left: StoredResponse, right: StoredResponse) -> Bool {
        left.status == right.status && left.fields.elementsEqual(right.fields, by: ==) && left.body == right.body
    }

    /// A JSON array of the status and the fields' names and values, a line feed, and the body.
    package var bytes: [UInt8] {
        var writer = JSONWriter(reserving: 256 + body.count)
        writer.beginArray()
        writer.integer(Int64(status))
        for (name, value) in fields {
            writer.string(name.rawName)
            writer.string(value)
        }
        writer.endArray()
        return writer.bytes + [UInt8(ascii: "\n")] + body
    }

    /// Parses ``bytes``; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            case .array(let parts)? = try? JSONValue(parsing: Array(bytes[..<end])),
            case .number(let digits)? = parts.first, let status = Int(digits), parts.count % 2 == 1
        else { return nil }
        var fields: [(name: HTTPField.Name, value: String)] = []
        for index in stride(from: 1, to: parts.count, by: 2) {
            guard case .string(let name) = parts[index], case .string(let value) = parts[index + 1],
                let name = HTTPField.Name(name)
            else { return nil }
            fields.append((name, value))
        }
        self.init(status: status, fields: fields, body: Array(bytes[(end + 1)...]))
    }

    package var response: Response {
        var response = Response(HTTPResponse.Status(code: status), body: body.isEmpty ? .none : .bytes(body))
        for (name, value) in fields { response.headers[name] = value }
        return response
    }
}
