import Application
import Ledger
import Primitives
import JSON
import Web

/// Reads the members of a body's JSON object and reports unknown ones.
struct JSONInput {
    private let object: JSONObject
    /// The earlier faults, and one for each unknown member.
    private(set) var faults: [Fault]

    /// The maximum number of unknown members reported, so that the response is not longer than the request.
    private static let unknownLimit = 100

    /// Throws `invalid` with a fault for the whole body when it is not an object.
    init(_ body: RequestBody, known: Set<String>, besides earlier: [Fault]) throws(DomainError) {
        guard case .json(let value) = body else { throw .failed }
        guard case .object(let object) = value else {
            throw .invalid(earlier + [Fault(.pointer(""), "must be a JSON object")])
        }
        self.init(object, known: known, at: "", besides: earlier)
    }

    /// An object within the body, at this JSON Pointer.
    init(_ object: JSONObject, known: Set<String>, at pointer: String, besides earlier: [Fault] = []) {
        self.object = object
        faults = earlier
        for member in object.members.lazy.filter({ !known.contains($0.name) }).prefix(Self.unknownLimit) {
            faults.append(
                Fault(.pointer(pointer + "/" + Self.escaped(member.name)), "is not a member that is known here"))
        }
    }

    func json(_ name: String) -> JSONValue? { object[name] }

    func value(_ name: String) -> TypedValue {
        switch object[name] {
        case nil: .absent
        case .null?: .null
        case .string(let text)?: .text(text)
        case .number(let text)?: .number(text)
        case .bool?: .other("a boolean")
        case .array?: .other("an array")
        case .object?: .other("an object")
        }
    }

    /// Escapes a name for a JSON Pointer (RFC 6901, 3), truncated to 100 characters to bound the response.
    private static func escaped(_ name: String) -> String {
        var pointer = ""
        for character in name.unicodeScalars.prefix(100) {
            switch character {
            case "~": pointer += "~0"
            case "/": pointer += "~1"
            default: pointer.unicodeScalars.append(character)
            }
        }
        return pointer
    }
}

/// Runs a check whose faults are to be reported together with those found before it.
func together<Value>(
    with earlier: [Fault], _ check: () throws(InvalidInput) -> Value
) throws(DomainError) -> Value {
    let value: Value
    do throws(InvalidInput) {
        value = try check()
    } catch {
        throw .invalid(earlier + error.faults)
    }
    guard earlier.isEmpty else { throw .invalid(earlier) }
    return value
}
