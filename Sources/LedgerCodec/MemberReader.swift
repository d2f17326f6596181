import JSON
import Primitives

/// The members of an object of a record, each of which must be what it is taken for.
struct MemberReader {
    let object: JSONObject

    init(parsing bytes: [UInt8]) throws(RecordFault) {
        let value: JSONValue
        do throws(JSONSyntaxError) {
            // What was stored was checked when it came in; folding may have added combining marks.
            value = try JSONValue(parsing: bytes, takesAnyText: true)
        } catch {
            throw .malformed("JSON")
        }
        try self.init(value, "JSON")
    }

    /// `name` is what the object stands under.
    init(_ value: JSONValue, _ name: String) throws(RecordFault) {
        guard case .object(let object) = value else { throw .malformed(name) }
        self.object = object
    }

    func text(_ name: String) throws(RecordFault) -> String {
        guard case .string(let text)? = object[name] else { throw .malformed(name) }
        return text
    }

    func integer(_ name: String) throws(RecordFault) -> Int64 {
        guard case .number(let digits)? = object[name], let number = Int64(digits) else { throw .malformed(name) }
        return number
    }

    func object(_ name: String) throws(RecordFault) -> MemberReader {
        guard let value = object[name] else { throw .malformed(name) }
        return try MemberReader(value, name)
    }

    func elements(_ name: String) throws(RecordFault) -> [JSONValue] {
        guard case .array(let elements)? = object[name] else { throw .malformed(name) }
        return elements
    }

    /// A decimal in a string, as a whole number of `10^-decimals`. Its range is not looked at: rules may have changed
    /// since it was written.
    func decimal(_ name: String, decimals: Int) throws(RecordFault) -> Int64 {
        guard case .string(let text)? = object[name] else { throw .malformed(name) }
        return try Self.scaled(text, decimals, name)
    }

    /// The same in a number.
    func number(_ name: String, decimals: Int) throws(RecordFault) -> Int64 {
        guard case .number(let text)? = object[name] else { throw .malformed(name) }
        return try Self.scaled(text, decimals, name)
    }

    private static func scaled(_ text: String, _ decimals: Int, _ name: String) throws(RecordFault) -> Int64 {
        guard let scaled = try? DecimalNumber(text)?.scaled(by: decimals) else { throw .malformed(name) }
        return scaled
    }

    /// What is not known to a version is no record of that version: it would be lost.
    func requireNoOther(than names: [String]) throws(RecordFault) {
        for member in object.members where !names.contains(member.name) { throw .malformed("an unknown member") }
    }
}
