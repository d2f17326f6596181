import Foundation
import JSON
import XCTest

@testable import WebAPI

/// Says what of a value a JSON Schema does not allow. It knows the keywords that the document
/// uses, and fails the test on any other.
struct SchemaChecker {
    let document: DocumentReader

    func faults(of value: JSONValue, by schema: JSONValue, at place: String = "") throws -> [String] {
        let strangers = strangers(in: value, by: schema).map { "\(place)/\($0): is not known" }
        return try strangers
            + schema.members.flatMap { keyword, rule in
                try keeps(value, keyword, rule, at: place).map { "\(place.isEmpty ? "/" : place): \(keyword): \($0)" }
            }
    }

    /// The faults that one keyword finds.
    private func keeps(_ value: JSONValue, _ keyword: String, _ rule: JSONValue, at place: String) throws -> [String] {
        func fault(unless holds: Bool) -> [String] { holds ? [] : [value.written] }
        switch keyword {
        case "$ref":
            return try faults(of: value, by: document.resolved(.object(JSONObject([("$ref", rule)]))), at: place)
        case "type":
            let types = rule.elements.isEmpty ? [rule] : rule.elements
            return fault(unless: types.contains { isOf(type: $0.text ?? "", value) })
        case "anyOf":
            return fault(unless: try rule.elements.contains { try faults(of: value, by: $0, at: place).isEmpty })
        case "enum": return fault(unless: rule.elements.contains(value))
        case "required": return rule.elements.compactMap(\.text).filter { value[$0] == nil }
        case "properties":
            return try rule.members.flatMap { name, schema in
                try value[name].map { try faults(of: $0, by: schema, at: place + "/" + name) } ?? []
            }
        case "items":
            return try value.elements.enumerated().flatMap { try faults(of: $1, by: rule, at: place + "/\($0)") }
        case "minItems": return fault(unless: value.elements.count >= number(rule))
        case "maxItems": return fault(unless: value.elements.count <= number(rule))
        case "minLength", "maxLength", "pattern", "format":
            guard case .string(let text) = value else { return [] }
            return fault(unless: try isText(text, keyword, rule))
        case "minimum", "maximum", "exclusiveMinimum", "multipleOf":
            guard case .number(let text) = value else { return [] }
            return fault(unless: isNumber(try XCTUnwrap(Decimal(string: text)), keyword, rule))
        case "description", "examples", "default", "readOnly", "x-extensible-enum": return []
        case "additionalProperties":
            XCTAssertEqual(rule, false)
            return []  // `strangers` sees to it.
        default:
            XCTFail("the checker does not know \(keyword)")
            return []
        }
    }

    /// The members that a closed schema does not name.
    private func strangers(in value: JSONValue, by schema: JSONValue) -> [String] {
        guard schema["additionalProperties"] == false else { return [] }
        return value.members.map(\.name).filter { schema["properties"]?[$0] == nil }
    }

    private func isOf(type: String, _ value: JSONValue) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let text): type == "number" || type == "integer" && Int(text) != nil
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    private func isText(_ text: String, _ keyword: String, _ rule: JSONValue) throws -> Bool {
        switch (keyword, rule.text) {
        case ("minLength", _): return text.unicodeScalars.count >= number(rule)
        case ("maxLength", _): return text.unicodeScalars.count <= number(rule)
        case ("pattern", let pattern?): return try matches(text, pattern)
        case ("format", "date"): return try matches(text, #"^\d{4}-\d\d-\d\d$"#)
        case ("format", "date-time"): return try matches(text, #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"#)
        case ("format", "email"): return text.contains("@")
        case ("format", "password"), ("format", "uri-reference"): return true
        default:
            XCTFail("the checker does not know \(keyword) \(rule.written)")
            return false
        }
    }

    private func isNumber(_ number: Decimal, _ keyword: String, _ rule: JSONValue) -> Bool {
        guard let bound = rule.text.flatMap({ Decimal(string: $0) }) else { return false }
        switch keyword {
        case "minimum": return number >= bound
        case "maximum": return number <= bound
        case "exclusiveMinimum": return number > bound
        default:
            var quotient = number / bound
            var whole = Decimal()
            NSDecimalRound(&whole, &quotient, 0, .plain)
            return whole == quotient
        }
    }

    private func number(_ rule: JSONValue) -> Int { rule.text.flatMap { Int($0) } ?? 0 }

    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        let expression = try NSRegularExpression(pattern: pattern)
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
