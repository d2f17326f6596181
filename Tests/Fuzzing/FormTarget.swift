@testable import HTTP

/// Both kinds of forms. The input: the line of the `Content-Type`, then the body.
enum FormTarget {
    static func run(_ input: [UInt8]) {
        let line = input.prefix { $0 != 0x0A }
        guard let type = MediaType(parsing: String(decoding: line, as: UTF8.self)),
            let form = try? FormFields(parsing: Array(input[line.endIndex...].dropFirst()), type: type)
        else { return }
        demand(form.pairs.count <= FormFields.mostPairs, "fields: \(form.pairs.count)")
        let encoded = Array(PercentEncoding.query(form.pairs.map { ($0.name, $0.value) }).utf8)
        check(form, read("application/x-www-form-urlencoded", encoded))
        if !form.pairs.isEmpty, form.pairs.allSatisfy({ $0.name.utf8.allSatisfy(isNameByte) }) {
            let boundary = boundary(for: form.pairs)
            check(form, read("multipart/form-data; boundary=\(boundary)", parts(form.pairs, boundary)))
        }
    }

    private static func read(_ type: String, _ body: [UInt8]) -> FormFields {
        guard let type = MediaType(parsing: type) else { fatalError("no media type: \(type)") }
        do {
            return try FormFields(parsing: body, type: type)
        } catch {
            fatalError("cannot be read back: \(error)")
        }
    }

    private static func check(_ form: FormFields, _ again: FormFields) {
        demand(areSamePairs(form.pairs, again.pairs), "read back as something else: \(form)")
    }

    /// The form by RFC 7578, names as quoted strings.
    private static func parts(_ pairs: [Parameter], _ boundary: String) -> [UInt8] {
        var body = ""
        for pair in pairs {
            body +=
                "--\(boundary)\r\nContent-Disposition: form-data; name=\(quoted(pair.name))\r\n\r\n\(pair.value)\r\n"
        }
        return Array("\(body)--\(boundary)--\r\n".utf8)
    }

    /// One that no value holds.
    private static func boundary(for pairs: [Parameter]) -> String {
        var boundary = "b"
        while pairs.contains(where: { $0.value.utf8.firstRange(of: "--\(boundary)".utf8) != nil }) { boundary += "b" }
        return boundary
    }

    /// What a quoted string can hold, a tab aside.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F
    }
}
