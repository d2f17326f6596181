import JSON

/// Reads the members of a JSON object of the control socket's protocol.
struct ControlObject {
    private let members: JSONObject

    init(parsing line: [UInt8]) throws(ControlSyntaxError) {
        guard case .object(let members)? = try? JSONValue(parsing: line) else { throw ControlSyntaxError() }
        self.members = members
    }

    init(_ value: JSONValue) throws(ControlSyntaxError) {
        guard case .object(let members) = value else { throw ControlSyntaxError() }
        self.members = members
    }

    func value(_ name: String) -> JSONValue? {
        members[name]
    }

    func text(_ name: String) throws(ControlSyntaxError) -> String {
        guard case .string(let text)? = members[name] else { throw ControlSyntaxError() }
        return text
    }

    /// nil when the member is missing.
    func optionalText(_ name: String) throws(ControlSyntaxError) -> String? {
        members[name] == nil ? nil : try text(name)
    }

    func integer(_ name: String) throws(ControlSyntaxError) -> Int64 {
        guard case .number(let digits)? = members[name], let value = Int64(digits) else { throw ControlSyntaxError() }
        return value
    }

    func flag(_ name: String) throws(ControlSyntaxError) -> Bool {
        guard case .bool(let flag)? = members[name] else { throw ControlSyntaxError() }
        return flag
    }

    /// nil when the member is missing.
    func array(_ name: String) throws(ControlSyntaxError) -> [JSONValue]? {
        guard let value = members[name] else { return nil }
        guard case .array(let elements) = value else { throw ControlSyntaxError() }
        return elements
    }
}
