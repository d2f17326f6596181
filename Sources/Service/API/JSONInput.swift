import Invoicing
import JSON

/// Reads the members of a body's JSON object and notes the ones that are not known.
struct JSONInput {
    private let object: JSONObject
    /// The faults found before, and the members that are not known.
    private(set) var faults: [Fault]

    /// So many of an object's unknown members are named: an answer need not be longer than the request.
    private static let mostUnknown = 100

    /// Throws `invalid` at the whole body when it is no object.
    init(_ body: RequestBody, known: Set<String>, besides earlier: [Fault]) throws(ServiceError) {
        guard case .json(let value) = body else { throw .failed }
        guard case .object(let object) = value else {
            throw .invalid(earlier + [Fault(.pointer(""), "must be a JSON object")])
        }
        self.init(object, known: known, at: "", besides: earlier)
    }

    /// An object within the body, at that JSON Pointer.
    init(_ object: JSONObject, known: Set<String>, at pointer: String, besides earlier: [Fault] = []) {
        self.object = object
        faults = earlier
        for member in object.members.lazy.filter({ !known.contains($0.name) }).prefix(Self.mostUnknown) {
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

    /// RFC 6901, 3; a name of absurd length is cut, the answer need not repeat a megabyte.
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

/// Runs a check, which must change nothing, whose faults are to be reported together with those found before it.
func together<Value>(
    with earlier: [Fault], _ check: () throws(ServiceError) -> Value
) throws(ServiceError) -> Value {
    let value: Value
    do throws(ServiceError) {
        value = try check()
    } catch {
        guard case .invalid(let faults) = error else { throw error }
        throw .invalid(earlier + faults)
    }
    guard earlier.isEmpty else { throw .invalid(earlier) }
    return value
}
