import JSON

// Lets JSON be written as Swift literals: strings, numbers, arrays and objects.

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral number: Int) { self = .number(String(number)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// Precondition: names are unique.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members.map { (name: $0.0, value: $0.1) }))
    }
}

extension JSONValue {
    static func integer(_ number: some BinaryInteger) -> JSONValue { .number(String(number)) }

    static func strings(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }

    /// An object with these members; nil values are omitted.
    static func members(_ members: [(name: String, value: JSONValue?)]) -> JSONValue {
        .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
    }

    /// The object with members added; nil values are omitted. Any other value is returned unchanged.
    func with(_ more: [(name: String, value: JSONValue?)]) -> JSONValue {
        guard case .object(let object) = self else { return self }
        return .members(object.members.map { ($0.name, $0.value) } + more)
    }
}
