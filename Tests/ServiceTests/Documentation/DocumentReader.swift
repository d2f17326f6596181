import JSON
import XCTest

/// The API's document as a client reads it.
struct DocumentReader {
    let root: JSONValue

    init(_ answer: Answer) throws {
        root = try XCTUnwrap(answer.json)
    }

    struct Operation {
        let path: String
        let method: String
        let json: JSONValue

        var id: String { json["operationId"]?.text ?? "" }
        var name: String { "\(method.uppercased()) \(path)" }
        var parameters: [JSONValue] { json["parameters"]?.elements ?? [] }
        var responses: [(name: String, value: JSONValue)] { json["responses"]?.members ?? [] }

        func parameters(in location: String) -> [String] {
            parameters.filter { $0["in"]?.text == location }.compactMap { $0["name"]?.text }
        }
    }

    var operations: [Operation] {
        (root["paths"]?.members ?? []).flatMap { path in
            path.value.members.map { Operation(path: path.name, method: $0.name, json: $0.value) }
        }
    }

    func operation(_ id: String) throws -> Operation {
        try XCTUnwrap(operations.first { $0.id == id }, id)
    }

    /// What a reference of the document leads to; the value itself when it is none.
    func resolved(_ value: JSONValue) throws -> JSONValue {
        guard let reference = value["$ref"]?.text else { return value }
        let names = reference.split(separator: "/").map(String.init)
        XCTAssertEqual(names.first, "#", reference)
        return try names.dropFirst().reduce(root) { try XCTUnwrap($0[$1], reference) }
    }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    var members: [(name: String, value: JSONValue)] {
        if case .object(let object) = self { object.members } else { [] }
    }

    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    /// As JSON.
    var written: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
