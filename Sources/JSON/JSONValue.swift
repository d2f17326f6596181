/// A parsed JSON text (RFC 8259), not yet interpreted.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number's own characters, so that nothing is rounded or overflows.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of a JSON object in the order in which they were sent; names are unique.
package struct JSONObject: Equatable, Sendable {
    package let members: [(name: String, value: JSONValue)]

    /// Precondition: names are unique.
    package init(_ members: [(name: String, value: JSONValue)]) {
        self.members = members
    }

    /// The member with this name, compared by its bytes; nil when it is absent. Linear in the number of members.
    package subscript(name: String) -> JSONValue? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The same members in the same order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// Why some bytes are not acceptable JSON, and the offset of the byte, counted from 0.
package struct JSONSyntaxError: Error, Equatable, Sendable {
    package let offset: Int
    /// One sentence without a full stop, for the sender.
    package let detail: String

    package init(offset: Int, detail: String) {
        self.offset = offset
        self.detail = detail
    }
}
