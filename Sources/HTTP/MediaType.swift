/// The media type of a body, by its `Content-Type` (RFC 9110, 8.3.1).
package struct MediaType: Equatable, Sendable {
    /// In lower case: `application`.
    package let type: String
    /// In lower case: `json`.
    package let subtype: String
    /// Names are in lower case and unique.
    package let parameters: [Parameter]

    /// Reads the value of a `Content-Type`; nil when it is malformed.
    package init?(parsing text: String) {
        var scanner = FieldScanner(text.utf8)
        scanner.skipBlanks()
        guard let type = scanner.token(), scanner.take(UInt8(ascii: "/")), let subtype = scanner.token(),
            let parameters = scanner.parameters()
        else { return nil }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters.map { Parameter(name: $0.name, value: $0.value) }
    }

    /// Type and subtype, without the parameters: `application/json`.
    package var essence: String { "\(type)/\(subtype)" }

    /// In lower case, because charsets are compared case-insensitively.
    package var charset: String? { parameter("charset")?.lowercased() }

    /// Whether the charset means UTF-8, or is absent.
    package var isUTF8: Bool { ["utf-8", "utf8", "us-ascii", nil].contains(charset) }

    /// The delimiter between the parts of a `multipart` body (RFC 2046, 5.1.1).
    package var boundary: String? { parameter("boundary") }

    private func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }
}
