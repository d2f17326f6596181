/// The fields of a form, in the order in which they were sent.
package struct FormFields: Equatable, Sendable {
    package typealias Pair = Parameter

    /// Ample for an invoice of 500 lines.
    package static let mostPairs = 5000

    package let pairs: [Pair]

    package init(_ pairs: [Pair]) {
        self.pairs = pairs
    }

    /// Parses a body of the type `application/x-www-form-urlencoded`, or `multipart/form-data`
    /// (RFC 7578) of text fields; in both the text is UTF-8.
    package init(parsing body: [UInt8], type: MediaType) throws(FormFault) {
        guard type.isUTF8 else { throw .unsupportedType }
        switch type.essence {
        case "application/x-www-form-urlencoded":
            do {
                pairs = try URLEncoded.parameters(of: body, atMost: Self.mostPairs)
            } catch {
                throw error == .tooManyPairs ? .tooManyFields : .malformed(error.detail)
            }
        case "multipart/form-data":
            guard let boundary = type.boundary else { throw .malformed("Its Content-Type names no boundary") }
            var reader = try MultipartReader(body, boundary: boundary)
            var pairs: [Pair] = []
            while let field = try reader.next() {
                guard pairs.count < Self.mostPairs else { throw .tooManyFields }
                pairs.append(field)
            }
            self.pairs = pairs
        default: throw .unsupportedType
        }
    }

    /// The values of the fields with this name, in order.
    package func values(_ name: String) -> [String] {
        pairs.compactMap { $0.name == name ? $0.value : nil }
    }
}

/// Why a form cannot be parsed.
package enum FormFault: Error, Equatable, Sendable {
    /// 415: another type, or a charset other than UTF-8.
    case unsupportedType
    /// 400: the body does not match its type; one sentence without a full stop.
    case malformed(String)
    /// 422: the field with this name is a file, or not plain text.
    case file(name: String)
    /// 422: more than ``FormFields/mostPairs``.
    case tooManyFields
}
