/// The fields of a form, in the order in which they were sent.
package struct FormFields: Equatable, Sendable {
    package typealias Pair = Parameter

    /// Room for an invoice of 500 lines, with much to spare.
    package static let mostPairs = 5000

    package let pairs: [Pair]

    package init(_ pairs: [Pair]) {
        self.pairs = pairs
    }

    /// Reads a body of the type `application/x-www-form-urlencoded`, or `multipart/form-data`
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

    /// The values of the fields of that name, in order.
    package func values(_ name: String) -> [String] {
        pairs.compactMap { $0.name == name ? $0.value : nil }
    }
}

/// Why a form cannot be read.
package enum FormFault: Error, Equatable, Sendable {
    /// 415: another type, or another charset than UTF-8.
    case unsupportedType
    /// 400: not what its type says, in a sentence without a full stop.
    case malformed(String)
    /// 422: the field of that name is a file, or something else than plain text.
    case file(name: String)
    /// 422: more than ``FormFields/mostPairs``.
    case tooManyFields
}
